"""The table of conversations.

It names plain column types and imports nothing of ours: a migration must still say the same when the code has moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("last_activity", sa.BigInteger, nullable=True),
        sa.Column("erased_at", sa.BigInteger, nullable=True),
        sa.Column("ciphertext", sa.LargeBinary, nullable=True),
    )
