"""The roof: settings, URLs, schedule, who the actor is. Nobody imports it."""
