"""The `data_visualization` block as inline SVG: pie, bar, line and area. Colours come from the style sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, log10, pi, sin

from markupsafe import Markup

from sandbox.page.html import join, tag
from sandbox.page.text import Payload, unknown

_WIDTH, _HEIGHT = 560.0, 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 8.0, 12.0, 40.0


@dataclass(frozen=True)
class Series:
    """One named row of numbers, one for each category of the axis."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True)
class Axes:
    """Where a number and a category lie in the picture, in its own units."""

    categories: Sequence[str]
    low: float
    high: float
    step: float

    @property
    def slot(self) -> float:
        return (_WIDTH - _LEFT - _RIGHT) / max(len(self.categories), 1)

    def x(self, category: int) -> float:
        return _LEFT + self.slot * (category + 0.5)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def chart(block: Payload) -> Markup:
    """The whole block: title, picture, legend. Every mark says its value when pointed at."""
    what = block.get("chart") or {}
    kind = str(what.get("type"))
    title = str(block.get("title", ""))
    if kind == "pie":
        drawn = _pie(what, title)
    elif kind in _PLOTS:
        drawn = _plotted(what, title, _PLOTS[kind])
    else:
        drawn = unknown(f"data_visualization / {kind}")
    return tag("figure", tag("figcaption", title), drawn, cls=f"chart {kind}")


def _pie(what: Payload, title: str) -> Markup:
    segments = [(str(s.get("label", "")), max(float(s.get("value", 0)), 0.0)) for s in what.get("segments", [])]
    total = sum(value for _, value in segments) or 1.0
    turned = 0.0
    slices = []
    for n, (label, value) in enumerate(segments):
        share = value / total
        words = f"{label}: {_number(value)} ({share:.0%})"
        slices.append(_mark("path", words, n, d=_slice(turned, turned + share)))
        turned += share
    said = ", ".join(f"{label} {_number(value)}" for label, value in segments)
    svg = tag("svg", slices, viewBox="-104 -104 208 208", role="img", aria_label=f"{title}: {said}")
    return svg + _legend([f"{label} · {_number(value)}" for label, value in segments])


def _slice(start: float, end: float) -> str:
    """The outline of a slice between two shares of the whole, clockwise from the top, radius 100."""
    if end - start > 0.9999:
        return "M0 -100 A100 100 0 1 1 0 100 A100 100 0 1 1 0 -100 Z"
    (x1, y1), (x2, y2) = ((100 * sin(2 * pi * at), -100 * cos(2 * pi * at)) for at in (start, end))
    return f"M0 0 L{x1:.2f} {y1:.2f} A100 100 0 {int(end - start > 0.5)} 1 {x2:.2f} {y2:.2f} Z"


def _plotted(what: Payload, title: str, plot: Callable[[Sequence[Series], Axes], Markup]) -> Markup:
    config = what.get("axis_config") or {}
    categories = [str(category) for category in config.get("categories", [])]
    series = []
    for given in what.get("series", []):
        points = {str(point.get("label")): float(point.get("value", 0)) for point in given.get("data", [])}
        series.append(Series(str(given.get("name", "")), [points.get(category, 0.0) for category in categories]))
    axes = _axes(categories, [value for one in series for value in one.values])
    said = "; ".join(
        f"{one.name}: " + ", ".join(f"{c} {_number(v)}" for c, v in zip(categories, one.values, strict=True))
        for one in series
    )
    svg = tag(
        "svg",
        _scale(axes),
        plot(series, axes),
        _axis_words(axes, str(config.get("x_label") or ""), str(config.get("y_label") or "")),
        viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}",
        role="img",
        aria_label=f"{title}: {said}",
    )
    return svg + (_legend([one.name for one in series]) if series else Markup(""))


def _axes(categories: Sequence[str], values: Sequence[float]) -> Axes:
    """A scale through zero with four to eight round steps, fewer where whole things are counted."""
    low, high = min([0.0, *values]), max([0.0, *values])
    high = high if high > low else low + 1
    rough = (high - low) / 5
    size = 10.0 ** floor(log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough)
    if all(float(value).is_integer() for value in values):
        step = float(ceil(step))  # nobody was asked 0.2 times
    return Axes(categories, floor(low / step) * step, ceil(high / step) * step, step)


def _scale(axes: Axes) -> Markup:
    lines = []
    for n in range(round((axes.high - axes.low) / axes.step) + 1):
        value = axes.low + n * axes.step
        y = f"{axes.y(value):.1f}"
        lines.append(tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, cls="rule"))
        lines.append(tag("text", _number(value), x=_LEFT - 6, y=y, dy="0.32em", text_anchor="end"))
    return join(lines)


def _axis_words(axes: Axes, x_label: str, y_label: str) -> Markup:
    """Category names (every second or third where they would run into each other) and the axes' titles."""
    longest = max((len(category) for category in axes.categories), default=1)
    each = max(1, ceil(longest * 6.2 / axes.slot))
    words = [
        tag("text", category, x=f"{axes.x(n):.1f}", y=_HEIGHT - _BOTTOM + 16, text_anchor="middle")
        for n, category in enumerate(axes.categories)
        if n % each == 0
    ]
    if x_label:
        words.append(tag("text", x_label, x=_WIDTH / 2, y=_HEIGHT - 4, text_anchor="middle", cls="axis"))
    if y_label:
        middle = (_HEIGHT - _BOTTOM) / 2
        turn = f"rotate(-90 9 {middle:g})"
        words.append(tag("text", y_label, x=9, y=middle, transform=turn, text_anchor="middle", cls="axis"))
    return join(words)


def _bars(series: Sequence[Series], axes: Axes) -> Markup:
    width = axes.slot * 0.7 / max(len(series), 1)
    marks = []
    for n, one in enumerate(series):
        for at, value in enumerate(one.values):
            x = axes.x(at) - axes.slot * 0.35 + n * width
            top, foot = sorted((axes.y(value), axes.y(0)))
            words = f"{one.name}, {axes.categories[at]}: {_number(value)}"
            size = {"width": f"{width * 0.92:.1f}", "height": f"{max(foot - top, 1):.1f}"}
            marks.append(_mark("rect", words, n, x=f"{x:.1f}", y=f"{top:.1f}", rx=2, **size))
    return join(marks)


def _lines(series: Sequence[Series], axes: Axes) -> Markup:
    marks = []
    for n, one in enumerate(series):
        points = [(axes.x(at), axes.y(value)) for at, value in enumerate(one.values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        marks.append(tag("polyline", points=path, cls=f"line s{n % 12}"))
        for (x, y), category, value in zip(points, axes.categories, one.values, strict=True):
            words = f"{one.name}, {category}: {_number(value)}"
            marks.append(_mark("circle", words, n, cx=f"{x:.1f}", cy=f"{y:.1f}", r=3.5))
    return join(marks)


def _areas(series: Sequence[Series], axes: Axes) -> Markup:
    marks = []
    for n, one in enumerate(series):
        points = [(axes.x(at), axes.y(value)) for at, value in enumerate(one.values)]
        if points:
            outline = [(points[0][0], axes.y(0)), *points, (points[-1][0], axes.y(0))]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in outline)
            marks.append(_mark("polygon", one.name, n, points=path, opacity="0.35"))
    return join(marks) + _lines(series, axes)


def _mark(name: str, words: str, series: int, **attributes: str | float) -> Markup:
    return tag(name, tag("title", words), cls=f"mark s{series % 12}", **attributes)


def _legend(names: Sequence[str]) -> Markup:
    items = [tag("li", tag("span", cls=f"swatch s{n % 12}", aria_hidden="true"), name) for n, name in enumerate(names)]
    return tag("ul", items, cls="legend")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0").rstrip(".")


_PLOTS: Mapping[str, Callable[[Sequence[Series], Axes], Markup]] = {
    "bar": _bars,
    "line": _lines,
    "area": _areas,
}
