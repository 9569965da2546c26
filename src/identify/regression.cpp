#include "identify/regression_internal.h"

#include <algorithm>
#include <cmath>
#include <deque>

namespace assay::identify {
namespace {

constexpr std::size_t kMemory = 10;
constexpr int kRounds = 200;
constexpr double kPrecision = 1e-4;  // of the slope's length, against that at the start

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += a[i] * b[i];
  }
  return sum;
}

/// Loss at `weights` and its slope.
double loss_at(const Matrix& matrix, const Task& task, const Vector& weights, Vector& slope) {
  double loss = 0;
  std::fill(slope.begin(), slope.end(), 0.0);
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    const double offset = task.offsets.empty() ? 0.0 : static_cast<double>(task.offsets[row]);
    const double z = matrix.product(row, weights) + offset;
    const double sign = task.wanted[row] > 0.5F ? 1.0 : -1.0;
    const double margin = sign * z;
    const double count = static_cast<double>(task.counts[row]);
    loss += count *
            (margin > 0 ? std::log1p(std::exp(-margin)) : -margin + std::log1p(std::exp(margin)));
    const double pushed = -sign * count / (1.0 + std::exp(margin));
    for (std::size_t i = matrix.starts[row]; i < matrix.starts[row + 1]; ++i) {
      slope[matrix.cells[i].first] += pushed * static_cast<double>(matrix.cells[i].second);
    }
    const float* dense = matrix.dense_cells.data() + row * matrix.dense;
    for (std::size_t i = 0; i < matrix.dense; ++i) {
      slope[matrix.columns + i] += pushed * static_cast<double>(dense[i]);
    }
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (task.pull[i] < 0) {
      slope[i] = 0;
      continue;
    }
    const double away = weights[i] - task.prior[i];
    loss += task.pull[i] / 2 * away * away;
    slope[i] += task.pull[i] * away;
  }
  return loss;
}

struct Step {
  Vector moved;
  Vector bent;
  double inverse = 0;
};

/// The direction of descent that the last steps suggest (two-loop recursion; Nocedal and Wright,
/// Numerical Optimization, algorithm 7.4).
Vector direction(const std::deque<Step>& steps, const Vector& slope) {
  Vector way = slope;
  std::vector<double> shares(steps.size());
  for (std::size_t k = steps.size(); k-- > 0;) {
    shares[k] = steps[k].inverse * dot(steps[k].moved, way);
    for (std::size_t i = 0; i < way.size(); ++i) {
      way[i] -= shares[k] * steps[k].bent[i];
    }
  }
  if (!steps.empty()) {
    const Step& last = steps.back();
    const double scale = 1 / (last.inverse * dot(last.bent, last.bent));
    for (double& value : way) {
      value *= scale;
    }
  }
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const double back = steps[k].inverse * dot(steps[k].bent, way);
    for (std::size_t i = 0; i < way.size(); ++i) {
      way[i] += (shares[k] - back) * steps[k].moved[i];
    }
  }
  return way;
}

}  // namespace

double Matrix::product(std::size_t row, std::span<const double> weights) const noexcept {
  double sum = 0;
  for (std::size_t i = starts[row]; i < starts[row + 1]; ++i) {
    sum += weights[cells[i].first] * static_cast<double>(cells[i].second);
  }
  const float* values = dense_cells.data() + row * dense;
  for (std::size_t i = 0; i < dense; ++i) {
    sum += weights[columns + i] * static_cast<double>(values[i]);
  }
  return sum;
}

std::vector<double> fit_logistic(const Matrix& matrix, const Task& task) {
  Vector weights = task.start.empty() ? task.prior : task.start;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = task.pull[i] < 0 ? task.prior[i] : weights[i];
  }
  Vector slope(weights.size());
  double loss = loss_at(matrix, task, weights, slope);
  const double enough = kPrecision * std::sqrt(dot(slope, slope));
  std::deque<Step> steps;
  Vector tried(weights.size());
  Vector tried_slope(weights.size());
  for (int round = 0; round < kRounds && std::sqrt(dot(slope, slope)) > enough; ++round) {
    const Vector way = direction(steps, slope);
    const double down = dot(way, slope);
    double length = steps.empty() ? 1 / std::max(1.0, std::sqrt(dot(slope, slope))) : 1.0;
    double tried_loss = 0;
    for (int cut = 0; cut < 30; ++cut, length /= 2) {
      for (std::size_t i = 0; i < weights.size(); ++i) {
        tried[i] = weights[i] - length * way[i];
      }
      tried_loss = loss_at(matrix, task, tried, tried_slope);
      if (tried_loss <= loss - 1e-4 * length * down) {
        break;
      }
    }
    if (!(tried_loss < loss)) {
      break;
    }
    Step step{Vector(weights.size()), Vector(weights.size()), 0};
    for (std::size_t i = 0; i < weights.size(); ++i) {
      step.moved[i] = tried[i] - weights[i];
      step.bent[i] = tried_slope[i] - slope[i];
    }
    const double curve = dot(step.moved, step.bent);
    if (curve > 1e-12) {
      step.inverse = 1 / curve;
      steps.push_back(std::move(step));
      if (steps.size() > kMemory) {
        steps.pop_front();
      }
    }
    weights.swap(tried);
    slope.swap(tried_slope);
    loss = tried_loss;
  }
  return weights;
}

}  // namespace assay::identify
