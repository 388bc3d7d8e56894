"""The table of levels that all replicas share.

It names plain column types and imports nothing of ours: a migration must still say the same when the code has moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "level",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("height", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
