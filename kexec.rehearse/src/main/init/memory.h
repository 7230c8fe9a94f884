/* How much memory there is. */
#pragma once

#include "line.h"

void memory_report(const struct report *report);
