"""What every room stands on: facts, jobs, mail, locks, permissions. No word of the product."""
