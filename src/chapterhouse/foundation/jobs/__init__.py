"""Background work behind the `django-tasks` API: leases, unique keys, retries, a clock for regular jobs."""
