// Compiled once and kept: what solutions in C++ begin with, whether they include it or not.
#pragma once
#include "harness.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <vector>
