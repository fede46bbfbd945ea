#!/bin/sh
# Makes leaflets-fogra39l.icc, the profile of every press file, from free characterisation data.
#
# Needs Debian's packages argyll (colprof; a tool, none of it goes into the profile) and icc-profiles-free (FOGRA39L.ti3,
# zlib licence). Takes under a minute. The profile holds the time it was made, so a new one differs in a few bytes:
# do not make it anew without need, as press files hold it and would change too.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp /usr/share/color/icc/FOGRA39L.ti3 "$work/leaflets-fogra39l.ti3"
# -qm: medium tables; -l 290: at most 290 % of ink, 10 below our limit for what lies between two points of the table;
# -kp: no black in tints, where its dots would show; as much as possible in dark colours, so that small coloured words
# stand in few inks and greys stay grey.
colprof -qm -l 290 -kp 0 0.15 0.45 1 0.6 -Zr \
    -A "Leaflet Generator" \
    -D "Coated FOGRA39L, made by Argyll colprof for leaflets" \
    -C "Made from FOGRA39L.ti3 of icc-profiles-free, Kai-Uwe Behrmann, zlib licence. No warranty." \
    -O "$work/leaflets-fogra39l.icc" "$work/leaflets-fogra39l"
cp "$work/leaflets-fogra39l.icc" "$here/leaflets-fogra39l.icc"
