"""Who may see the statistics: every member of staff, and nobody else."""

from __future__ import annotations

from api.staff.entry import allowed

require_staff = allowed("adviser", "lead")
