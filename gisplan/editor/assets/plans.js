// Re-plan and show: where the new plan differs, on the map and in a list.
"use strict";
