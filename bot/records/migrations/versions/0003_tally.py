"""The table of counts without persons.

It names plain column types and imports nothing of ours: a migration must still say the same when the code has moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("municipality", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
