"""The table of notices that must reach the staff.

It names plain column types and imports nothing of ours: a migration must still say the same when the code has moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("thread", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(60), nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("urgency", sa.String(20), nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=True),
    )
    op.create_index("notice_due", "notice", ["due"])
