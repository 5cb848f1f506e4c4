"""Provinces, communes, villages and points: the one room that knows them."""

from eligibility.communes.names import alike, bare, root, whole
from eligibility.communes.subjects import SUBJECTS, Commune, Point, Site, Village
