"""Provinces, communes, villages and points: no other room refers to them."""

from eligibility.communes.names import full_name, may_be_same_unit, plain_name, short_name
from eligibility.communes.places import AREA, DELIVERED, DELIVERED_DAYS, DELIVERED_NAMES, IDENTITY, NAMES, PLACES
from eligibility.communes.subjects import SUBJECTS, Commune, Point, Site, Village
