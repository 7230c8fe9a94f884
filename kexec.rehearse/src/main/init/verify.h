/* Compares what the core file shows with what was planted. */
#pragma once

#include "core.h"
#include "line.h"
#include "options.h"

/* Adds the verdict's word to the line. */
void verify(const struct core *core, const struct options *options, const struct check *check, struct line *line);
