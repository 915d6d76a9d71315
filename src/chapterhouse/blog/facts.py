"""What can happen to a post."""

from __future__ import annotations

from uuid import UUID

from chapterhouse.foundation.facts.kinds import FactBody, fact


@fact("post.written")
class PostWritten(FactBody):
    """Somebody began a post; nobody else sees it yet."""

    post: UUID
    chapter: UUID | None = None


@fact("post.edited")
class PostEdited(FactBody):
    """What a post says changed."""

    post: UUID
    chapter: UUID | None = None
    version: int = 0


@fact("post.published")
class PostPublished(FactBody):
    """Everybody can read a post now."""

    post: UUID
    chapter: UUID | None = None
    again: bool = False


@fact("post.unpublished")
class PostUnpublished(FactBody):
    """A post was taken back and is a draft again."""

    post: UUID
    chapter: UUID | None = None


@fact("post.discarded")
class PostDiscarded(FactBody):
    """A draft was thrown away."""

    post: UUID
    chapter: UUID | None = None


@fact("post.unsigned")
class PostUnsigned(FactBody):
    """An author had her name taken off a post."""

    post: UUID
    chapter: UUID | None = None
