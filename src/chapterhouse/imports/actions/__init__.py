"""Everything that is brought in from elsewhere."""

from chapterhouse.imports.actions.chapters import import_chapter
from chapterhouse.imports.actions.posts import import_post
from chapterhouse.imports.actions.site import import_site

__all__ = ["import_chapter", "import_post", "import_site"]
