"""How it looks: base templates, components, styles, charts and maps."""
