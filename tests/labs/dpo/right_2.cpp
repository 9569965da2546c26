#include "lab.h"

#include <cmath>
#include <vector>

void log_probability(lab::In logits, lab::In token, lab::In mask, double& logp) {
  double sum = 0;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (mask[i] == 0) continue;
    const double own = logits(i, std::size_t(token[i]));
    double most = 0, total = 0;
    for (std::size_t j = 0; j < logits.dim(1); ++j) most = std::fmax(most, logits(i, j) - own);
    for (std::size_t j = 0; j < logits.dim(1); ++j) total += std::exp(logits(i, j) - own - most);
    sum -= most + std::log(total);
  }
  logp = sum;
}

// sigmoid(-z) and -log sigmoid(z)
struct Doubt {
  double share, loss;
  explicit Doubt(double z) {
    const double e = std::exp(-std::fabs(z));
    share = z > 0 ? e / (1 + e) : 1 / (1 + e);
    loss = z > 0 ? std::log1p(e) : std::log1p(e) - z;
  }
};

static std::vector<Doubt> doubts(lab::In chosen, lab::In rejected, lab::In ref_chosen, lab::In ref_rejected, double beta) {
  std::vector<Doubt> out;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const double now = chosen[i] - rejected[i], before = ref_chosen[i] - ref_rejected[i];
    out.emplace_back(beta * (now - before));
  }
  return out;
}

void dpo(lab::In chosen, lab::In rejected, lab::In ref_chosen, lab::In ref_rejected, double beta, double& loss) {
  double sum = 0;
  for (const Doubt& d : doubts(chosen, rejected, ref_chosen, ref_rejected, beta)) sum += d.loss;
  loss = sum / double(chosen.size());
}

void dpo_backward(lab::In chosen, lab::In rejected, lab::In ref_chosen, lab::In ref_rejected, double beta,
                  lab::Out dchosen, lab::Out drejected) {
  std::size_t i = 0;
  for (const Doubt& d : doubts(chosen, rejected, ref_chosen, ref_rejected, beta)) {
    dchosen[i] = -beta * d.share / double(chosen.size());
    drejected[i] = -dchosen[i];
    ++i;
  }
}
