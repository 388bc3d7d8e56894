"""Alembic's entry: runs the migrations on the connection, and in the transaction, that `bot.records.migrate` opened."""

from alembic import context

from bot.records.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
