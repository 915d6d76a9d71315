"""Measuring Chapterhouse against a bare view, in one run: `make bench`. Nothing here is part of the program."""
