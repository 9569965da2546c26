#include "lab.h"

#include <algorithm>
#include <vector>

// The gap among people whose label is `wanted`; -1 looks at all.
static double spread(lab::In prediction, lab::In label, lab::In group, double wanted) {
  std::vector<double> shares;
  for (std::size_t g = 0; g < group.size(); ++g) {
    double people = 0, positive = 0;
    for (std::size_t i = 0; i < group.size(); ++i)
      if (group[i] == double(g) && (wanted < 0 || label[i] == wanted)) people += 1, positive += prediction[i];
    if (people > 0) shares.push_back(positive / people);
  }
  if (shares.empty()) return 0;
  const auto [least, most] = std::minmax_element(shares.begin(), shares.end());
  return *most - *least;
}

void demographic_parity(lab::In prediction, lab::In group, double& gap) {
  gap = spread(prediction, prediction, group, -1);
}
void equal_opportunity(lab::In prediction, lab::In label, lab::In group, double& gap) {
  gap = spread(prediction, label, group, 1);
}
void equalised_odds(lab::In prediction, lab::In label, lab::In group, double& gap) {
  gap = std::max(spread(prediction, label, group, 0), spread(prediction, label, group, 1));
}
