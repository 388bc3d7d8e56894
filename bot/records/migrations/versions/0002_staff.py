"""Threads, staff accounts, their sessions, complaints about results, and the audit log that nobody can rewrite.

It names plain column types and imports nothing of ours: a migration must still say the same when the code has moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

RECORDS = ("thread", "account", "session", "complaint")
YOUNG = 180 * 24 * 3600  # seconds in which a row of the log cannot be deleted

SQLITE = (
    "CREATE TRIGGER audit_no_change BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    WHEN OLD.at > CAST(strftime('%s', 'now') AS INTEGER) - {YOUNG}
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND OLD.at <= extract(epoch FROM now()) - {YOUNG} THEN RETURN OLD; END IF;
      RAISE EXCEPTION 'the log is append-only';
    END $$""",
    """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
    """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
)


def upgrade() -> None:
    for name in RECORDS:
        op.create_table(
            name,
            sa.Column("id", sa.String(32), primary_key=True),
            sa.Column("version", sa.BigInteger, nullable=False),
            sa.Column("last_activity", sa.BigInteger, nullable=True),
            sa.Column("erased_at", sa.BigInteger, nullable=True),
            sa.Column("ciphertext", sa.LargeBinary, nullable=True),
        )
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(32), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
    )
    connection = op.get_bind()
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)
