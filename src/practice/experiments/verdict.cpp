#include "practice/experiments/verdict.h"

#include "base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::practice {
namespace {

struct Naming {
  Standing standing;
  std::string_view name;
  std::string_view words;
};
constexpr std::array<Naming, 4> kNames{{
    {Standing::kReproduced, "reproduced", "reproduced"},
    {Standing::kPartly, "partly", "partly reproduced"},
    {Standing::kNot, "not", "not reproduced"},
    {Standing::kTooFew, "not enough", "not enough runs"},
}};

const Naming& naming(Standing standing) {
  return kNames.at(static_cast<std::size_t>(standing));
}

std::string count_words(const Estimate& measured, ClaimKind kind) {
  const bool pairs = kind != ClaimKind::kLevel && measured.design == Design::kPaired;
  return fmt::format("{} {}{}{}", measured.runs, pairs ? "pair" : "run",
                     measured.runs == 1 ? "" : "s",
                     measured.design == Design::kTwoSamples ? " on each side" : "");
}

/// Runs still to make so that an effect of this many units would be seen.
std::size_t still_needed(const Estimate& measured, double effect, double fallback) {
  if (measured.sd == 0) {
    return 1;
  }
  const auto needed = [&](double units) {
    return runs_needed(units / measured.sd, kPower, 1 - kLevel, measured.design, kMostRuns * 2);
  };
  std::size_t wanted = effect > 0 ? needed(effect) : 0;
  if (wanted <= measured.runs) {
    wanted = needed(std::abs(fallback));
  }
  return wanted > measured.runs ? wanted - measured.runs : 1;
}

Judgement too_few(const Estimate& measured, ClaimKind kind, std::size_t more) {
  Judgement out;
  out.runs = measured.runs;
  out.more = more;
  out.reason = measured.runs == 0 ? "no run has what the claim is about"
                                  : fmt::format("{} decide nothing; {} are the least",
                                                count_words(measured, kind), kLeastRuns);
  return out;
}

std::string more_words(std::size_t more) {
  return more > kMostRuns ? "it lies so near the edge that over 1000 runs would be needed"
                          : fmt::format("about {} more would decide", more);
}

/// The interval with "better" above.
Interval turned(const Interval& interval, double sign) {
  return sign > 0 ? interval : Interval{-interval.high, -interval.low};
}

/// "a difference of -0.021 in ece (95 % interval …, 5 pairs)"
std::string measured_words(const Estimate& measured, const Expectation& expected) {
  const std::string per_cent = expected.kind == ClaimKind::kRelative ? " %" : "";
  const std::string figures = fmt::format(
      " ({:.0f} % interval {} to {}, {})", kLevel * 100, short_number(measured.interval.low),
      short_number(measured.interval.high), count_words(measured, expected.kind));
  const std::string value = short_number(measured.mean) + per_cent;
  switch (expected.kind) {
    case ClaimKind::kLevel:
      return expected.metric + " " + value + figures;
    case ClaimKind::kFactor:
      return "a factor of " + value + " in " + expected.metric + figures;
    default:
      return "a difference of " + value + " in " + expected.metric + figures;
  }
}

std::string claimed_words(const Expectation& expected) {
  if (!expected.value) {
    return "what was claimed";
  }
  return fmt::format("the {}{} claimed{}", short_number(*expected.value),
                     expected.kind == ClaimKind::kRelative ? " %" : "",
                     expected.tolerance > 0
                         ? fmt::format(" (tolerance {})", short_number(expected.tolerance))
                         : std::string());
}

/// What "no effect" is.
double nothing_of(ClaimKind kind) {
  return kind == ClaimKind::kFactor ? 1 : 0;
}

Judgement judge_equal(const Estimate& measured, const Expectation& expected) {
  const double claimed = expected.value.value_or(nothing_of(expected.kind));
  const double off = expected.tolerance - std::abs(measured.mean - claimed);
  Judgement out;
  out.runs = measured.runs;
  const std::string found = measured_words(measured, expected);
  if (measured.interval.low >= claimed - expected.tolerance &&
      measured.interval.high <= claimed + expected.tolerance) {
    out.standing = Standing::kReproduced;
    out.reason = found + " equals " + claimed_words(expected);
  } else if (measured.interval.high < claimed - expected.tolerance ||
             measured.interval.low > claimed + expected.tolerance) {
    out.standing = Standing::kNot;
    out.reason = found + " differs from " + claimed_words(expected);
  } else {
    out.more = still_needed(measured, expected.tolerance, off);
    out.reason = found + " leaves open whether it equals " + claimed_words(expected) + "; " +
                 more_words(out.more);
  }
  return out;
}

Judgement judge_level(const Estimate& measured, const Expectation& expected, double sign) {
  const double floor = sign * expected.value.value() - expected.tolerance;
  const Interval better = turned(measured.interval, sign);
  Judgement out;
  out.runs = measured.runs;
  const std::string found = measured_words(measured, expected);
  if (better.low >= floor) {
    out.standing = Standing::kReproduced;
    out.reason = found + " reaches " + claimed_words(expected);
  } else if (better.high < floor) {
    out.standing = Standing::kNot;
    out.reason = found + " falls short of " + claimed_words(expected);
  } else {
    out.more = still_needed(measured, expected.tolerance, sign * measured.mean - floor);
    out.reason = found + " leaves open whether it reaches " + claimed_words(expected) + "; " +
                 more_words(out.more);
  }
  return out;
}

Judgement judge_gain(const Estimate& measured, const Expectation& expected, double sign) {
  const double nothing = nothing_of(expected.kind);
  const double claimed = sign * (expected.value.value_or(nothing) - nothing);
  const double floor = std::max(0.0, claimed - expected.tolerance);
  const double gain = sign * (measured.mean - nothing);
  const Interval better =
      turned({measured.interval.low - nothing, measured.interval.high - nothing}, sign);
  Judgement out;
  out.runs = measured.runs;
  const std::string found = measured_words(measured, expected);
  const std::string size = claimed_words(expected);
  if (better.low > 0 && better.low >= floor) {
    out.standing = Standing::kReproduced;
    out.reason = found + (expected.value ? " reaches " + size : " is a gain, as claimed");
  } else if (better.low > 0) {
    const bool less = better.high < floor;
    out.standing = Standing::kPartly;
    out.more = less ? 0 : still_needed(measured, 0, gain - floor);
    out.reason = found + " is a gain, but " +
                 (less ? "less than " + size : "leaves open whether it reaches " + size);
  } else if (better.high < 0) {
    out.standing = Standing::kNot;
    out.reason = found + " goes the other way";
  } else if (better.high < floor) {
    out.standing = Standing::kNot;
    out.reason = found + " shows no gain, and rules out " + size;
  } else {
    out.more = still_needed(measured, claimed, gain);
    out.reason = found + " leaves open whether there is a gain; " + more_words(out.more);
  }
  return out;
}

}  // namespace

std::string_view standing_name(Standing standing) {
  return naming(standing).name;
}
std::string_view standing_words(Standing standing) {
  return naming(standing).words;
}

std::optional<Standing> parse_standing(std::string_view name) {
  for (const Naming& one : kNames) {
    if (one.name == name) {
      return one.standing;
    }
  }
  return std::nullopt;
}

std::string short_number(double value) {
  return fmt::format("{:.4g}", value == 0 ? 0.0 : value);
}

Estimate estimate_of(std::span<const double> values) {
  Estimate out;
  out.runs = values.size();
  if (values.empty()) {
    return out;
  }
  out.mean = mean_of(values);
  out.sd = sd_of(values);
  out.interval = values.size() > 1 ? mean_interval(values, kLevel) : Interval{out.mean, out.mean};
  return out;
}

Estimate estimate_pairs(std::span<const double> a, std::span<const double> b, ClaimKind kind) {
  std::vector<double> values;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (kind == ClaimKind::kDifference || kind == ClaimKind::kLevel) {
      values.push_back(a[i] - b[i]);
    } else if (b[i] != 0) {
      values.push_back(kind == ClaimKind::kFactor ? a[i] / b[i]
                                                  : 100 * (a[i] - b[i]) / std::abs(b[i]));
    }
  }
  return estimate_of(values);
}

Estimate estimate_samples(std::span<const double> a, std::span<const double> b, ClaimKind kind) {
  Estimate out;
  out.design = Design::kTwoSamples;
  const std::size_t runs = std::min(a.size(), b.size());
  const bool quotient = kind == ClaimKind::kRelative || kind == ClaimKind::kFactor;
  if (runs == 0 || (quotient && mean_of(b) == 0)) {
    return out;
  }
  out.runs = runs;
  // By the delta method a quotient's error is that of a/s - b(a/b)/s with s the mean of b.
  const double scale = kind == ClaimKind::kRelative ? 100 / std::abs(mean_of(b))
                       : kind == ClaimKind::kFactor ? 1 / mean_of(b)
                                                    : 1;
  const double slope = quotient ? scale * mean_of(a) / mean_of(b) : 1;
  out.mean =
      kind == ClaimKind::kFactor ? mean_of(a) / mean_of(b) : scale * (mean_of(a) - mean_of(b));
  out.interval = {out.mean, out.mean};
  if (runs < 2) {
    return out;
  }
  const double of_a = std::pow(scale * sd_of(a), 2);
  const double of_b = std::pow(slope * sd_of(b), 2);
  const double error_a = of_a / static_cast<double>(a.size());
  const double error_b = of_b / static_cast<double>(b.size());
  out.sd = std::sqrt((of_a + of_b) / 2);
  if (out.sd > 0) {
    const double df = (error_a + error_b) * (error_a + error_b) /
                      (error_a * error_a / static_cast<double>(a.size() - 1) +
                       error_b * error_b / static_cast<double>(b.size() - 1));
    const double half = std::sqrt(error_a + error_b) * student_quantile((1 + kLevel) / 2, df);
    out.interval = {out.mean - half, out.mean + half};
  }
  return out;
}

Expectation expectation_of(const TestedClaim& claim) {
  return {claim.metric, claim.kind, claim.direction, claim.value,
          claim.tolerance.value_or(std::abs(claim.value.value_or(0)) / 10)};
}

Judgement judge(const Estimate& measured, const Expectation& expected) {
  if (expected.kind == ClaimKind::kLevel && !expected.value) {
    throw Error(Errc::kInvalid, "a claim without value and baseline has nothing to compare with",
                expected.metric, "give it one of them in experiment.toml");
  }
  if (measured.runs < kLeastRuns) {
    return too_few(measured, expected.kind, kLeastRuns - measured.runs);
  }
  if (expected.direction == Direction::kEqual) {
    return judge_equal(measured, expected);
  }
  const double sign = expected.direction == Direction::kHigher ? 1 : -1;
  return expected.kind == ClaimKind::kLevel ? judge_level(measured, expected, sign)
                                            : judge_gain(measured, expected, sign);
}

Judgement judge_all(const std::vector<Judgement>& parts) {
  Judgement out = parts.at(0);
  bool for_it = false;
  bool against = false;
  bool open = false;
  std::string reasons;
  for (const Judgement& part : parts) {
    for_it = for_it || part.standing == Standing::kReproduced || part.standing == Standing::kPartly;
    against = against || part.standing == Standing::kNot || part.standing == Standing::kPartly;
    open = open || part.standing == Standing::kTooFew;
    out.runs = std::max(out.runs, part.runs);
    out.more = std::max(out.more, part.more);
    reasons += (reasons.empty() ? "" : "; ") + part.reason;
  }
  out.reason = reasons;
  out.standing = for_it && against ? Standing::kPartly
                 : open            ? Standing::kTooFew
                 : for_it          ? Standing::kReproduced
                                   : Standing::kNot;
  return out;
}

}  // namespace assay::practice
