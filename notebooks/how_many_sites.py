# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # How many public sites does Tianjin need?
#
# The plan opens at most `coverage.max_new_sites` new public sites. This notebook shows what that limit buys:
# people covered within the radius profile against the number of sites, with a proven bound at every number.

# %%
from gisplan import load_scenario
from gisplan.resources import region_folder
from layers.region.loading import load_region

scenario = load_scenario("tianjin-2027", ["solver.work=40"])
region = load_region(
    region_folder(scenario.region), demand=scenario.demand.parameters(scenario.region), spread="settlements"
)
print(
    f"{len(region.demand):,} cells, {len(region.sites):,} sites, "
    f"{region.demand['population'].sum():,.0f} people"
)

# %% [markdown]
# Cover pairs join every cell to the public sites within its radius: 2 km where the policy judges, a labelled
# allocation radius elsewhere. Only pairs within reach are stored.

# %%
import numpy as np

from gisplan.access.reach import coverage_pairs
from optimize.covering.state import greedy_order

public = np.flatnonzero((region.sites["access"] == "public").to_numpy())
pairs = coverage_pairs(region, scenario, public)
people = region.demand["population"].to_numpy()
print(
    f"{pairs.n_pairs:,} pairs; {people[pairs.empty_rows()].sum():,.0f} people have no candidate within reach"
)

# %% [markdown]
# Greedy, with the submodular bound: no choice of k sites covers more than `bound[k - 1]`.

# %%
required = np.flatnonzero((region.sites["status"] == "required").to_numpy()[public])
order, covered, bound = greedy_order(pairs, people, required)
for k in (100, 200, 300, 400, 500, 600):
    print(f"{k:4d} sites: {covered[k - 1]:12,.0f} people, at most {bound[k - 1]:12,.0f}")

# %%
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(7, 4))
axes.plot(np.arange(1, order.size + 1), covered / people.sum(), label="greedy")
axes.plot(np.arange(1, order.size + 1), bound / people.sum(), linestyle=":", label="bound")
axes.axvline(scenario.coverage.max_new_sites, color="grey", linewidth=1)
axes.set_xlabel("public sites")
axes.set_ylabel("share of people within the radius")
axes.legend()
figure.tight_layout()
