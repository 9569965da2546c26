#include "lab.h"

#include <cmath>

void rate(lab::In step, double warm, double total, double peak, double floor, lab::Out lr) {
  for (std::size_t i = 0; i < step.size(); ++i) {
    const double t = step[i];
    if (t < warm) {
      lr[i] = t * (peak / warm);
    } else if (t >= total) {
      lr[i] = floor;
    } else {
      const double c = std::cos(0.5 * M_PI * (t - warm) / (total - warm));
      lr[i] = floor + (peak - floor) * c * c;
    }
  }
}
