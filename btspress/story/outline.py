"""Shores, rivers and streets beneath the plan of a film's places: `map.geojson` beside film.md, drawn as lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Final, TypeAlias

from btspress.diagnostics import Diagnostic, Span, problem

Line: TypeAlias = tuple[tuple[float, float], ...]
"""Points as (latitude, longitude) in degrees."""
NAME: Final = "map.geojson"
_MOST: Final = 50_000
"""Points that are read: a coast of a country at the scale of a plan has fewer."""


def outline_of(lists: Mapping[str, bytes], folder: str, found: list[Diagnostic]) -> tuple[Line, ...]:
    """The lines of the map in a film's folder; none where there is no map, and after a report to `found`."""
    path = f"{folder}/{NAME}".lstrip("/")
    data = lists.get(path)
    if data is None:
        return ()
    try:
        return _read(data)
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        hint = "export it as GeoJSON, in degrees (WGS 84); simplify it where it is large"
        found.append(problem("E415", f"the map cannot be read: {error}", Span(path, 1, 1, 2), hint))
        return ()


def _read(data: bytes) -> tuple[Line, ...]:
    lines = tuple(_lines(json.loads(data.decode("utf-8-sig"))))
    if sum(map(len, lines)) > _MOST:
        raise ValueError(f"it has more than {_MOST:,} points")
    return lines


def _lines(shape: Mapping[str, Any]) -> Iterator[Line]:
    """Every line of an object of GeoJSON; points and empty shapes have none."""
    kind = shape["type"]
    if kind == "FeatureCollection":
        for each in shape["features"]:
            yield from _lines(each)
    elif kind == "Feature":
        if shape["geometry"]:
            yield from _lines(shape["geometry"])
    elif kind == "GeometryCollection":
        for each in shape["geometries"]:
            yield from _lines(each)
    elif kind == "LineString":
        yield _line(shape["coordinates"])
    elif kind in {"MultiLineString", "Polygon"}:
        yield from map(_line, shape["coordinates"])
    elif kind == "MultiPolygon":
        for each in shape["coordinates"]:
            yield from map(_line, each)
    elif kind not in {"Point", "MultiPoint"}:
        raise ValueError(f"it has a shape of the kind '{kind}'")


def _line(points: list[list[float]]) -> Line:
    return tuple(_point(float(point[1]), float(point[0])) for point in points)


def _point(latitude: float, longitude: float) -> tuple[float, float]:
    if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError(f"{latitude}, {longitude} is no place in degrees")
    return latitude, longitude
