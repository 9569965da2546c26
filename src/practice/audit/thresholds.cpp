#include "practice/audit/thresholds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace assay::practice {
namespace {

constexpr std::array<std::string_view, 4> kEqualiseNames = {"selection", "tpr", "fpr", "odds"};
constexpr int kSteps = 200;  // of a search that keeps two thirds each time

/// What a threshold does: selected rows by label.
struct Point {
  double threshold = std::numeric_limits<double>::infinity();
  double negatives = 0;
  double positives = 0;
};

struct Curve {
  std::vector<Point> points;  ///< From nobody to all.
  double negatives = 0;
  double positives = 0;
  [[nodiscard]] double fpr(const Point& point) const {
    return negatives > 0 ? point.negatives / negatives : 0;
  }
  [[nodiscard]] double tpr(const Point& point) const {
    return positives > 0 ? point.positives / positives : 0;
  }
  [[nodiscard]] double selection(const Point& point) const {
    return (point.negatives + point.positives) / (negatives + positives);
  }
};

Curve curve_of(const GroupAudit& group) {
  Curve out;
  out.points.emplace_back();
  const std::vector<ValueHistogram::Bin> bins = group.cell.scores.bins();
  Point at;
  for (auto bin = bins.rbegin(); bin != bins.rend(); ++bin) {
    at.threshold = bin->low;
    at.negatives += static_cast<double>(bin->count[0]);
    at.positives += static_cast<double>(bin->count[1]);
    out.points.push_back(at);
  }
  out.negatives = at.negatives;
  out.positives = at.positives;
  return out;
}

double rate(const Curve& curve, const Point& point, Equalise what) {
  return what == Equalise::kSelection       ? curve.selection(point)
         : what == Equalise::kTruePositives ? curve.tpr(point)
                                            : curve.fpr(point);
}

/// The upper convex hull of the points, by Andrew's monotone chain.
Curve hull_of(const Curve& curve) {
  Curve out;
  out.negatives = curve.negatives;
  out.positives = curve.positives;
  for (const Point& point : curve.points) {
    while (out.points.size() >= 2) {
      const Point& a = out.points[out.points.size() - 2];
      const Point& b = out.points.back();
      const double turn = (b.negatives - a.negatives) * (point.positives - a.positives) -
                          (b.positives - a.positives) * (point.negatives - a.negatives);
      if (turn < 0) {
        break;
      }
      out.points.pop_back();
    }
    out.points.push_back(point);
  }
  return out;
}

/// The hull at a false positive rate: the segment's end to the right and how much of it.
struct OnHull {
  std::size_t right = 1;
  double share = 0;  ///< 0 at the left end, 1 at the right one.
  double tpr = 0;
};
OnHull at_fpr(const Curve& hull, double fpr) {
  const auto right = std::find_if(hull.points.begin() + 1, hull.points.end() - 1,
                                  [&](const Point& point) { return hull.fpr(point) >= fpr; });
  const Point& a = right[-1];
  const double width = hull.fpr(*right) - hull.fpr(a);
  OnHull out;
  out.right = static_cast<std::size_t>(right - hull.points.begin());
  out.share = width > 0 ? std::clamp((fpr - hull.fpr(a)) / width, 0.0, 1.0) : 1.0;
  out.tpr = hull.tpr(a) + out.share * (hull.tpr(*right) - hull.tpr(a));
  return out;
}

double common_tpr(const std::vector<Curve>& hulls, double fpr) {
  double least = 1;
  for (const Curve& hull : hulls) {
    least = std::min(least, at_fpr(hull, fpr).tpr);
  }
  return least;
}

/// The false positive rate at which the common curve errs least: a concave function, searched, and
/// then the corners beside it, which are exact.
double best_fpr(const std::vector<Curve>& hulls) {
  double negatives = 0;
  double positives = 0;
  for (const Curve& hull : hulls) {
    negatives += hull.negatives;
    positives += hull.positives;
  }
  const auto right = [&](double fpr) {
    return positives * common_tpr(hulls, fpr) - negatives * fpr;
  };
  double low = 0;
  double high = 1;
  for (int i = 0; i < kSteps; ++i) {
    const double a = low + (high - low) / 3;
    const double b = high - (high - low) / 3;
    (right(a) < right(b) ? low : high) = right(a) < right(b) ? a : b;
  }
  double best = (low + high) / 2;
  for (const Curve& hull : hulls) {
    const OnHull place = at_fpr(hull, best);
    for (std::size_t corner = place.right - 1;
         corner < hull.points.size() && corner <= place.right + 1; ++corner) {
      const double fpr = hull.fpr(hull.points[corner]);
      best = right(fpr) >= right(best) ? fpr : best;
    }
  }
  return best;
}

GroupThreshold mixed(const std::string& name, const Curve& hull, double fpr, double tpr) {
  GroupThreshold out;
  out.group = name;
  const OnHull place = at_fpr(hull, fpr);
  const Point& a = hull.points[place.right - 1];
  const Point& b = hull.points[place.right];
  out.threshold = a.threshold;
  out.lower = b.threshold;
  out.between = place.share;
  constexpr double kNothing = 1e-9;
  if (place.share < kNothing) {
    out.lower = out.threshold;
    out.between = 0;
  } else if (place.share > 1 - kNothing) {
    out.threshold = out.lower;
    out.between = 0;
  }
  const double above = place.tpr - fpr;
  if (above > kNothing && place.tpr - tpr > kNothing) {
    out.coin_share = (place.tpr - tpr) / above;
    out.coin = fpr;
  }
  out.fpr = fpr;
  out.tpr = tpr;
  out.selection = (fpr * hull.negatives + tpr * hull.positives) / (hull.negatives + hull.positives);
  return out;
}

GroupThreshold nearest(const std::string& name, const Curve& curve, Equalise what, double target) {
  const Point* best = &curve.points.front();
  for (const Point& point : curve.points) {
    if (std::abs(rate(curve, point, what) - target) < std::abs(rate(curve, *best, what) - target)) {
      best = &point;
    }
  }
  GroupThreshold out;
  out.group = name;
  out.threshold = out.lower = best->threshold;
  out.selection = curve.selection(*best);
  out.tpr = curve.tpr(*best);
  out.fpr = curve.fpr(*best);
  return out;
}

double rate_of(const GroupThreshold& group, Equalise what) {
  return what == Equalise::kSelection        ? group.selection
         : what == Equalise::kFalsePositives ? group.fpr
                                             : group.tpr;
}

double pooled(const FairnessAudit& audit, Equalise what) {
  const Measure measure = what == Equalise::kSelection       ? Measure::kSelectionRate
                          : what == Equalise::kTruePositives ? Measure::kTruePositiveRate
                                                             : Measure::kFalsePositiveRate;
  return audit.all.figure(measure).value;
}

}  // namespace

std::optional<Equalise> parse_equalise(std::string_view word) noexcept {
  const auto* const found = std::find(kEqualiseNames.begin(), kEqualiseNames.end(), word);
  if (found == kEqualiseNames.end()) {
    return std::nullopt;
  }
  return static_cast<Equalise>(found - kEqualiseNames.begin());
}

std::string_view equalise_name(Equalise what) noexcept {
  return kEqualiseNames.at(static_cast<std::size_t>(what));
}

ThresholdPlan equalise(const FairnessAudit& audit, const AttributeAudit& attribute, Equalise what) {
  ThresholdPlan out;
  out.what = what;
  out.attribute = attribute.name;
  std::vector<Curve> curves;
  std::vector<std::string> names;
  for (const GroupAudit& group : attribute.groups) {
    Curve curve = curve_of(group);
    const bool needs_positives = what == Equalise::kTruePositives || what == Equalise::kOdds;
    const bool needs_negatives = what == Equalise::kFalsePositives || what == Equalise::kOdds;
    if ((needs_positives && curve.positives == 0) || (needs_negatives && curve.negatives == 0)) {
      out.without.push_back(group.name);
      continue;
    }
    names.push_back(group.name);
    curves.push_back(what == Equalise::kOdds ? hull_of(curve) : std::move(curve));
  }
  if (curves.empty()) {
    return out;
  }
  if (what == Equalise::kOdds) {
    out.target_fpr = best_fpr(curves);
    out.target = common_tpr(curves, out.target_fpr);
  } else {
    out.target = pooled(audit, what);
  }
  double rows = 0;
  double right = 0;
  double least = 1;
  double most = 0;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    out.groups.push_back(what == Equalise::kOdds
                             ? mixed(names[i], curves[i], out.target_fpr, out.target)
                             : nearest(names[i], curves[i], what, out.target));
    const GroupThreshold& group = out.groups.back();
    rows += curves[i].negatives + curves[i].positives;
    right += group.tpr * curves[i].positives + (1 - group.fpr) * curves[i].negatives;
    least = std::min(least, rate_of(group, what));
    most = std::max(most, rate_of(group, what));
  }
  out.left_over = most - least;
  out.accuracy_before = audit.all.figure(Measure::kAccuracy).value;
  out.accuracy_after = right / rows;
  return out;
}

}  // namespace assay::practice
