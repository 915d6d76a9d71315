"""Writing posts: the editor with its preview, publishing, taking back, throwing away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chapterhouse.blog.actions import (
    PostRefused,
    SomebodyElseSaved,
    discard_post,
    edit_post,
    publish_post,
    unpublish_post,
    write_post,
)
from chapterhouse.blog.forms import BrokenText, PostForm, draft_text, initial_of, read_text
from chapterhouse.blog.models import Post
from chapterhouse.blog.policies import can_write_posts, can_write_somewhere
from chapterhouse.blog.queries import PostText, draft_for, text_of
from chapterhouse.blog.views.showing import address, blog_of, layout_of, post_address, safe
from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.http.declares import ActorRequest, declares, signed_in
from chapterhouse.foundation.permissions import require
from chapterhouse.lib import markdown


@declares(signed_in)
def write(request: ActorRequest, chapter: str = "") -> HttpResponse:
    """Begin a post."""
    of = blog_of(request.actor, chapter)
    require(can_write_posts(request.actor, of), request.actor)
    if request.method == "POST":
        return _saved(request, of, None)
    me = request.user.person.name if request.user.is_authenticated and request.user.person else ""
    start = PostText(title="", bylines=((me, ""),) if me else (), language=of.language if of else "en")
    form = PostForm(initial=initial_of(start, 0), preview_url=address("preview", None))
    return _editor(request, of, None, form)


@declares(signed_in)
def edit(request: ActorRequest, year: int, slug: str, chapter: str = "") -> HttpResponse:
    """Go on with a post."""
    of = blog_of(request.actor, chapter)
    found = draft_for(request.actor, of, year, slug)
    if request.method == "POST":
        return _saved(request, of, found)
    form = PostForm(initial=initial_of(text_of(found), found.version), preview_url=address("preview", None))
    return _editor(request, of, found, form)


def _saved(request: ActorRequest, chapter: Chapter | None, found: Post | None) -> HttpResponse:
    """Save what came in, or show it again with what is wrong; nothing that was typed is lost."""
    before = text_of(found) if found else None
    form = PostForm(request.POST, preview_url=address("preview", None), before=before)
    right = form.is_valid()
    if "preview" in request.POST:
        return _editor(request, chapter, found, form, preview=draft_text(form), status=200 if right else 422)
    if not right:
        return _editor(request, chapter, found, form, status=422)
    actor, now = request.actor, timezone.now()
    try:
        if found is None:
            post = write_post(actor=actor, chapter=chapter, text=form.text, now=now)
        else:
            version = form.cleaned_data["version"] or 0
            post = edit_post(actor=actor, post=found, text=form.text, version=version, now=now)
    except PostRefused as refusal:
        form.show_refusal(refusal)
        return _editor(request, chapter, found, form, status=422)
    except SomebodyElseSaved as refusal:
        return _both(request, chapter, refusal)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(post_address(post))


def _both(request: ActorRequest, chapter: Chapter | None, refusal: SomebodyElseSaved) -> HttpResponse:
    """Show her text beside the one that was saved meanwhile; saving again then goes over it, knowingly."""
    values = request.POST.copy()
    values["version"] = str(refusal.post.version)
    form = PostForm(values, preview_url=address("preview", None), before=text_of(refusal.post))
    form.is_valid()
    return _editor(request, chapter, refusal.post, form, other=refusal.post, refusal=refusal, status=409)


def _editor(
    request: ActorRequest,
    chapter: Chapter | None,
    found: Post | None,
    form: PostForm,
    *,
    preview: PostText | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        **layout_of(chapter),
        "form": form,
        "post": found,
        "back_url": post_address(found) if found else address("posts", chapter),
        "discard_url": post_address(found, "discard") if found and not found.is_published else "",
        "preview": preview,
        "preview_html": _rendered(preview.body, allow_html=preview.allows_html) if preview else "",
        **more,
    }
    return render(request, "blog/edit.html", context, status=status)


@declares(can_write_somewhere)
@require_POST
def preview(request: ActorRequest) -> HttpResponse:
    """Give the text that somebody is writing as HTML, or where its front matter is broken."""
    found = read_text(request.POST.get("text", ""))
    if isinstance(found, BrokenText):
        return HttpResponse(format_html('<p class="notice bad">{}</p>', found.message))
    title = format_html("<h1>{}</h1>", found.title) if found.title else ""
    return HttpResponse(format_html("{}{}", title, _rendered(found.body, allow_html=False)))


def _rendered(body: str, *, allow_html: bool) -> str:
    try:
        return safe(markdown.render(body, allow_html=allow_html).html)
    except markdown.TooLong:
        return format_html('<p class="notice bad">{}</p>', _("This text is too long to be shown."))


@declares(signed_in)
@require_POST
def publish(request: ActorRequest, year: int, slug: str, chapter: str = "") -> HttpResponse:
    """Let everybody read a draft."""
    found = draft_for(request.actor, blog_of(request.actor, chapter), year, slug)
    post = publish_post(actor=request.actor, post=found, now=timezone.now())
    messages.success(request, _("Published. Everybody can read it now; below you can still take it back."))
    return HttpResponseRedirect(post_address(post))


@declares(signed_in)
@require_POST
def unpublish(request: ActorRequest, year: int, slug: str, chapter: str = "") -> HttpResponse:
    """Take a published post back: a draft again."""
    found = draft_for(request.actor, blog_of(request.actor, chapter), year, slug)
    post = unpublish_post(actor=request.actor, post=found, now=timezone.now())
    messages.success(request, _("Taken back. Only those who may edit it see it now."))
    return HttpResponseRedirect(post_address(post))


@declares(signed_in)
def discard(request: ActorRequest, year: int, slug: str, chapter: str = "") -> HttpResponse:
    """Throw a draft away, after a question."""
    of = blog_of(request.actor, chapter)
    found = draft_for(request.actor, of, year, slug)
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        discard_post(actor=request.actor, post=found, now=timezone.now())
        messages.success(request, _("The draft is gone."))
        return HttpResponseRedirect(address("posts", of))
    context = {
        "title": _("Throw “%(title)s” away?") % {"title": found.title},
        "lede": _("The draft and its text are gone for good then."),
        "yes": _("Throw it away"),
        "no": _("Keep it"),
        "back_url": post_address(found, "edit"),
    }
    return render(request, "look/confirm.html", context)
