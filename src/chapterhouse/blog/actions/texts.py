"""What a post may say: its text put in order, rendered, with its tags and bylines as rows."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from chapterhouse.blog.models import Byline, Post, PostTag, Tag
from chapterhouse.blog.queries import PostText
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib import markdown
from chapterhouse.lib.ids import uuid7
from chapterhouse.lib.post_document import web_address

MOST_TAGS = 20
MOST_BYLINES = 20
EXCERPT = 280  # characters
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z0-9]{2,8}(-[A-Za-z0-9]{1,8})*")
# In HTML that was cleaned: names in small letters, every attribute in double quotes.
_OPEN_PICTURE = re.compile(r'(?P<link><a |</a>)|<img\b[^>]* src="(?P<src>http:[^"]*)"[^>]*>')
_ALT = re.compile(r' alt="([^"]*)"')


class PostRefused(Refusal):
    """What was written cannot be kept like this; the message says what to change."""

    status = 422
    code = "post_refused"


def in_order(text: PostText) -> PostText:
    """Give the text as it can be kept: blanks and control characters put right. Raises PostRefused."""
    put = replace(
        text,
        title=_line(text.title),
        body=_UNSTORABLE.sub("", text.body.replace("\r\n", "\n").replace("\r", "\n")).strip("\n"),
        tags=_tags(text.tags),
        bylines=tuple((_line(name), url.strip()) for name, url in text.bylines if _line(name)),
        summary=_line(text.summary),
        language=text.language.strip() or "en",
        slug=slug_of(text.slug),
        original_author=_line(text.original_author),
        original_url=text.original_url.strip(),
        permission=_UNSTORABLE.sub("", text.permission).strip(),
    )
    _check(put)
    return put


def _check(text: PostText) -> None:
    if not text.title:
        raise PostRefused(_("A post needs a title."), field="title")
    for words, most, field in (
        (text.title, 200, "title"),
        (text.summary, 300, "summary"),
        (text.original_author, 120, "original_author"),
        *((name, 120, "bylines") for name, _url in text.bylines),
        *((tag, 60, "tags") for tag in text.tags),
    ):
        if len(words) > most:
            raise PostRefused(_("At most %(most)d characters, please.") % {"most": most}, field=field)
    if len(text.tags) > MOST_TAGS or len(text.bylines) > MOST_BYLINES:
        raise PostRefused(_("That is too many to read."), field="tags" if len(text.tags) > MOST_TAGS else "bylines")
    if len(text.language) > 12 or not _LANGUAGE.fullmatch(text.language):
        raise PostRefused(_("This is not the code of a language, such as en or pt-br."), field="language")
    _check_addresses(text)
    if (text.original_url or text.original_author) and not (
        text.original_url and text.original_author and text.permission
    ):
        raise PostRefused(
            _("A repost needs its author, the address where it first appeared, and who allowed it and when."),
            field="permission" if text.original_url and text.original_author else "original_url",
        )


def _check_addresses(text: PostText) -> None:
    for address, field in [(text.original_url, "original_url"), *((url, "bylines") for _name, url in text.bylines)]:
        try:
            if address:
                web_address(address)
        except ValueError:
            raise PostRefused(
                _("%(address)s is not a web address that begins with https://.") % {"address": address[:80]},
                field=field,
            ) from None


def _line(words: str) -> str:
    return " ".join(_UNSTORABLE.sub("", words).split())


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for tag in tags:
        if key_of(tag):
            seen.setdefault(key_of(tag), _line(tag))
    return tuple(seen.values())


def key_of(tag: str) -> str:
    """Give what tags are compared by: letters without regard to case and way of typing."""
    return unicodedata.normalize("NFKC", _line(tag)).casefold()


def slug_of(words: str) -> str:
    """Give the words as a part of an address, at most 72 characters, cut between words where it can be."""
    slug = slugify(unicodedata.normalize("NFC", words), allow_unicode=True)
    if len(slug) <= 72:
        return slug
    cut = slug[:72]
    return cut[: cut.rfind("-")] if "-" in cut[40:] else cut


def render_into(post: Post, text: PostText) -> None:
    """Put the text's words and their safe HTML into the post (not saved yet). Raises PostRefused."""
    try:
        post.html = _without_open_pictures(markdown.render(text.body, allow_html=text.allows_html).html)
    except markdown.TooLong:
        raise PostRefused(
            _("This text is too long: at most %(most)d thousand characters.") % {"most": markdown.MOST_BYTES // 1000},
            field="body",
        ) from None
    post.title, post.body, post.summary, post.language = text.title, text.body, text.summary, text.language
    post.excerpt = text.summary or markdown.plain(text.body, EXCERPT)
    post.allows_html, post.front_matter = text.allows_html, text.front_matter
    post.original_author, post.original_url = text.original_author, text.original_url
    post.original_published_on, post.permission = text.original_published_on, text.permission


def _without_open_pictures(html: str) -> str:
    """Give cleaned HTML in which a picture at an http address is a link to it: our pages must not load such ones."""
    inside_link = False

    def instead(found: re.Match[str]) -> str:
        nonlocal inside_link
        if found["link"]:
            inside_link = found["link"] == "<a "
            return found[0]
        alt = _ALT.search(found[0])
        words = (alt[1] if alt else "").strip() or found["src"].rstrip("/").rpartition("/")[2]
        return words if inside_link else f'<a href="{found["src"]}" rel="nofollow noopener">{words}</a>'

    return _OPEN_PICTURE.sub(instead, html)


def sign(post: Post, text: PostText) -> None:
    """Write the bylines; one with the name of her who began the post is hers."""
    Byline.objects.filter(post=post).delete()
    person = post.person
    Byline.objects.bulk_create(
        Byline(
            post=post,
            position=position,
            name=name,
            url=url,
            person=person if person is not None and person.name.casefold() == name.casefold() else None,
        )
        for position, (name, url) in enumerate(text.bylines)
    )


def put_tags(post: Post, text: PostText) -> None:
    """Write the tags; each tag is called as most posts spell it."""
    before = set(PostTag.objects.filter(post=post).values_list("tag_id", flat=True))
    PostTag.objects.filter(post=post).delete()
    keys = {key_of(spelling): spelling for spelling in text.tags}
    tags = {tag.key: tag for tag in Tag.objects.filter(key__in=keys)}
    for key, spelling in keys.items():
        if key not in tags:
            tags[key], _made = Tag.objects.get_or_create(
                key=key[:60], defaults={"slug": _free_tag_slug(key), "name": spelling}
            )
    PostTag.objects.bulk_create(
        PostTag(post=post, tag=tags[key], position=position, spelling=spelling)
        for position, (key, spelling) in enumerate(keys.items())
    )
    _name_by_use(before | {tag.pk for tag in tags.values()})


def forget_tags(post: Post) -> None:
    """Take all tags off a post that is about to go."""
    put_tags(post, PostText(title=post.title))


def _name_by_use(tag_ids: set[int]) -> None:
    uses: dict[int, Counter[str]] = {}
    for tag_id, spelling in PostTag.objects.filter(tag__in=tag_ids).order_by("id").values_list("tag_id", "spelling"):
        uses.setdefault(tag_id, Counter())[spelling] += 1
    for tag in Tag.objects.filter(pk__in=uses):
        # Counter keeps the order of first use among equals, so a name does not change back and forth.
        (name, count), *_others = uses[tag.pk].most_common()
        if name != tag.name and count > uses[tag.pk][tag.name]:
            Tag.objects.filter(pk=tag.pk).update(name=name)


def _free_tag_slug(key: str) -> str:
    wish = slugify(key, allow_unicode=True)[:50] or f"tag-{uuid7().hex[-8:]}"
    taken = set(Tag.objects.filter(slug__startswith=wish).values_list("slug", flat=True))
    return _free(wish, taken)


def free_slug(wish: str, *, chapter_id: int | None, year: int, uid: UUID) -> str:
    """Give the wished part of the address, with a number behind it where another post of the year has it."""
    wish = wish or "post"
    others = Post.objects.filter(chapter=chapter_id, year=year, slug__startswith=wish).exclude(uid=uid)
    return _free(wish, set(others.values_list("slug", flat=True)))


def _free(wish: str, taken: set[str]) -> str:
    slug, number = wish, 1
    while slug in taken:
        number += 1
        slug = f"{wish}-{number}"
    return slug
