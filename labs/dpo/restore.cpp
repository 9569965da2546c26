#include "lab.h"

#include <cmath>

void log_probability(lab::In logits, lab::In token, lab::In mask, double& logp) {
  logp = 0;
  for (std::size_t i = 0; i < token.size(); ++i) {
    double top = logits(i, 0), total = 0;
    for (std::size_t j = 1; j < logits.dim(1); ++j) top = std::fmax(top, logits(i, j));
    for (std::size_t j = 0; j < logits.dim(1); ++j) total += std::exp(logits(i, j) - top);
    logp += mask[i] * (logits(i, std::size_t(token[i])) - top - std::log(total));
  }
}

static double margin(lab::In chosen, lab::In rejected, lab::In ref_chosen, lab::In ref_rejected, double beta, std::size_t i) {
  return beta * (chosen[i] - ref_chosen[i] - rejected[i] + ref_rejected[i]);
}

void dpo(lab::In chosen, lab::In rejected, lab::In ref_chosen, lab::In ref_rejected, double beta, double& loss) {
  loss = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const double z = margin(chosen, rejected, ref_chosen, ref_rejected, beta, i);
    loss += std::log(1 + std::exp(-z)) / double(chosen.size());
  }
}

void dpo_backward(lab::In chosen, lab::In rejected, lab::In ref_chosen, lab::In ref_rejected, double beta,
                  lab::Out dchosen, lab::Out drejected) {
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const double z = margin(chosen, rejected, ref_chosen, ref_rejected, beta, i);
    drejected[i] = beta / (1 + std::exp(z)) / double(chosen.size());
    dchosen[i] = -drejected[i];
  }
}
