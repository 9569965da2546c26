// The labs' references against mathematics that they don't use: limits, symmetries, identities and
// numbers that the papers give.
#include "practice/labs/code.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace assay::practice {
namespace {

Values call(const char* lab, const char* function, const Values& arguments) {
  return (*find_code(lab)->find_reference(function))(arguments);
}

double number(const char* lab, const char* function, const Values& arguments) {
  return call(lab, function, arguments).at(0).value();
}

/// Numbers of no pattern.
Array some(std::vector<std::size_t> shape, double seed) {
  Array out = Array::zeros(std::move(shape));
  for (std::size_t i = 0; i < out.size(); ++i) {
    out.data[i] = std::sin(seed + 1.7 * static_cast<double>(i * i + 1));
  }
  return out;
}

double dot(const Array& a, const Array& b) {
  return std::inner_product(a.data.begin(), a.data.end(), b.data.begin(), 0.0);
}

TEST(Autodiff, ASineOfAProduct_HasTheDerivativeWorkedOutByHand) {
  // sin(a b) + a: derivatives b cos(a b) + 1 and a cos(a b)
  const double a = 0.7;
  const double b = -1.3;
  const Values in = {Array::vector({2, 4, 0}), Array::vector({0, 2, 3}), Array::vector({1, 0, 0}),
                     Array::vector({a, b}), Array::vector({0, 0, 0, 0, 1}), Array::number(0)};
  const Array dx = call("autodiff", "backward", in).at(0);
  EXPECT_NEAR(dx.data[0], b * std::cos(a * b) + 1, 1e-12);
  EXPECT_NEAR(dx.data[1], a * std::cos(a * b), 1e-12);
}

TEST(Convolution, ItsGradients_AreAdjointToIt) {
  // y - b is linear in the picture and in the kernel: <y - b, dy> = <x, dx> = <K, dK>.
  const Array bias = Array::zeros({2});
  Values in = {some({2, 4, 5}, 1), some({2, 2, 3, 2}, 2), bias,
               Array::integer(2),  Array::integer(1),     Array::integer(2),
               Array::integer(3)};
  const Array y = call("convolution", "convolve", in).at(0);
  const Array dy = some(y.shape, 3);
  in.push_back(dy);
  const Values gradients = call("convolution", "convolve_backward", in);
  EXPECT_NEAR(dot(in[0], gradients.at(0)), dot(y, dy), 1e-10);
  EXPECT_NEAR(dot(in[1], gradients.at(1)), dot(y, dy), 1e-10);
}

TEST(Distillation, AtHighTemperature_ItMatchesLogits) {
  // Hinton et al. 2015, eq. 4, times T^2: (z - v) / m for logits of mean 0.
  const Values in = {Array{{1, 3}, {1, -0.25, -0.75}}, Array{{1, 3}, {-2, 0.5, 1.5}},
                     Array::vector({0}), Array::number(1e5), Array::number(1), Array::number(0)};
  const Array d = call("distillation", "distill_backward", in).at(0);
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_NEAR(d.data[j], (in[0].data[j] - in[1].data[j]) / 3, 1e-4);
  }
}

TEST(LabelSmoothing, TheBestLogits_HaveAFiniteGap) {
  const double epsilon = 0.1;
  const double classes = 4;
  const double gap = std::log((1 - epsilon) * classes / epsilon + 1);
  const Values in = {Array{{1, 4}, {0, gap, 0, 0}}, Array::vector({1}), Array::number(epsilon),
                     Array::number(0)};
  const Array dx = call("label-smoothing", "loss_backward", in).at(0);
  for (const double d : dx.data) {
    EXPECT_NEAR(d, 0, 1e-12);
  }
}

TEST(Focal, AnExampleAtNinetyPercent_CountsAHundredthOfCrossEntropy) {
  // Lin et al. 2017, section 3.2: with gamma = 2, p_t = 0.9 has a loss 100 times lower.
  const double x = std::log(0.9 / 0.1);
  const auto loss = [&](double gamma) {
    return number("focal", "focal",
                  {Array::vector({x}), Array::vector({1}), Array::number(gamma),
                   Array::number(1), Array::number(0)});
  };
  EXPECT_NEAR(loss(0), -std::log(0.9), 1e-12);
  EXPECT_NEAR(loss(0) / loss(2), 100, 1e-9);
}

TEST(Triplet, WithoutMargin_TheLossIsHomogeneousOfDegreeTwo) {
  // Euler: <a, da> + <p, dp> + <n, dn> = 2 L.
  const Values in = {some({4, 3}, 1), some({4, 3}, 3), some({4, 3}, 2), Array::number(0), Array::number(0)};
  const Values d = call("triplet", "triplet_backward", in);
  const double loss = number("triplet", "triplet", in);
  EXPECT_GT(loss, 0.1);
  EXPECT_NEAR(dot(in[0], d.at(0)) + dot(in[1], d.at(1)) + dot(in[2], d.at(2)), 2 * loss, 1e-10);
}

TEST(Contrastive, ACollapsedEmbedding_ChoosesEvenly) {
  const Array same = {{5, 2}, std::vector<double>(10, 0.3)};
  EXPECT_NEAR(number("info-nce", "info_nce", {same, same, Array::number(0.1), Array::number(0)}), std::log(5), 1e-12);
  EXPECT_NEAR(number("sup-con", "sup_con",
                     {same, Array::vector({0, 1, 0, 1, 2}), Array::number(0.1), Array::number(0)}),
              std::log(4), 1e-12);
}

TEST(SupCon, TwoSamplesOfEachClass_AreThePairsOfInfoNce) {
  // An anchor with a single positive: minus the log of its share among all others.
  const Array z = some({4, 3}, 5);
  const auto similar = [&](std::size_t i, std::size_t j) {
    double sum = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      sum += z.at(i, c) * z.at(j, c) / 0.5;
    }
    return sum;
  };
  double expected = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    double others = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      others += j == i ? 0 : std::exp(similar(i, j));
    }
    expected += std::log(others) - similar(i, i ^ 1U);
  }
  EXPECT_NEAR(number("sup-con", "sup_con", {z, Array::vector({0, 0, 1, 1}), Array::number(0.5), Array::number(0)}),
              expected / 4, 1e-12);
}

TEST(Dpo, BeforeTraining_TheLossIsLogTwoAndPullsEvenly) {
  const Array p = Array::vector({-5, -9});
  const Array q = Array::vector({-6, -3});
  const Values in = {p, q, p, q, Array::number(0.3), Array::number(0)};
  EXPECT_NEAR(number("dpo", "dpo", in), std::log(2), 1e-12);
  const Values d = call("dpo", "dpo_backward", in);
  EXPECT_NEAR(d.at(0).data[1], -0.3 / 2 / 2, 1e-12);
  EXPECT_NEAR(d.at(1).data[1], 0.3 / 2 / 2, 1e-12);
}

TEST(Diffusion, WithEtaOne_ItIsTheStepOfDdpm) {
  // Ho et al. 2020: mean (x - beta / sqrt(1 - abar) e) / sqrt(1 - beta), eq. 11; variance
  // beta (1 - abar') / (1 - abar), eq. 7.
  const double beta = 0.2;
  const double before = 0.6;
  const double now = before * (1 - beta);
  const Array x = some({2, 2}, 1);
  const Array e = some({2, 2}, 2);
  const Array z = some({2, 2}, 3);
  const Array got = call("diffusion", "ddim_step",
                         {x, e, Array::number(now), Array::number(before), Array::number(1), z, Array::number(0)})
                        .at(0);
  const double sigma = std::sqrt(beta * (1 - before) / (1 - now));
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double mean =
        (x.data[i] - beta / std::sqrt(1 - now) * e.data[i]) / std::sqrt(1 - beta);
    EXPECT_NEAR(got.data[i], mean + sigma * z.data[i], 1e-12);
  }
}

TEST(Attribution, OfALinearModel_IsEachFeaturesOwnTerm) {
  // Weights so small that tanh is the identity; both methods then give (x - baseline) w.
  const Array x = some({3}, 1);
  const Array baseline = some({3}, 2);
  Array w1 = some({3, 2}, 3);
  for (double& value : w1.data) {
    value *= 1e-5;
  }
  const Array w2 = some({2}, 4);
  const Array by_orders = call("shapley", "shapley", {x, baseline, w1, w2, Array::number(0)}).at(0);
  const Array by_path = call("integrated-gradients", "integrated_gradients",
                             {x, baseline, w1, Array::zeros({2}), w2, Array::integer(7), Array::number(0)})
                            .at(0);
  for (std::size_t i = 0; i < 3; ++i) {
    const double w = w1.at(i, 0) * w2.data[0] + w1.at(i, 1) * w2.data[1];
    const double expected = (x.data[i] - baseline.data[i]) * w;
    EXPECT_NEAR(by_orders.data[i] * 1e5, expected * 1e5, 1e-6);
    EXPECT_NEAR(by_path.data[i] * 1e5, expected * 1e5, 1e-6);
  }
}

TEST(GroupFairness, EightPeople_HaveTheGapsCountedByHand) {
  const Array group = Array::vector({0, 0, 0, 0, 1, 1, 1, 1});
  const Array label = Array::vector({1, 1, 0, 0, 1, 0, 0, 0});
  const Array prediction = Array::vector({1, 0, 1, 0, 1, 0, 0, 0});
  const Array plain = Array::number(0);
  EXPECT_NEAR(number("group-fairness", "demographic_parity", {prediction, group, plain}), 0.25, 1e-12);
  EXPECT_NEAR(number("group-fairness", "equal_opportunity", {prediction, label, group, plain}), 0.5,
              1e-12);
  EXPECT_NEAR(number("group-fairness", "equalised_odds", {prediction, label, group, plain}), 0.5, 1e-12);
  // Shares 1/2 and 1/4; label 1: 1/2 and 1; label 0: 1/2 and 0.
  const Array ratio = Array::number(1);
  EXPECT_NEAR(number("group-fairness", "demographic_parity", {prediction, group, ratio}), 0.5, 1e-12);
  EXPECT_NEAR(number("group-fairness", "equal_opportunity", {prediction, label, group, ratio}), 0.5, 1e-12);
  EXPECT_NEAR(number("group-fairness", "equalised_odds", {prediction, label, group, ratio}), 0, 1e-12);
}

TEST(CalibrationError, FourAnswers_HaveTheGapsCountedByHand) {
  // Bin (0, 0.5]: one answer, right, confidence 0.4. Bin (0.5, 1]: three, two right, mean 0.8.
  const Values errors = call("calibration-error", "calibration",
                             {Array::vector({0.4, 0.7, 0.8, 0.9}), Array::vector({1, 1, 1, 0}),
                              Array::integer(2), Array::number(0)});
  EXPECT_NEAR(errors.at(0).value(), 0.25 * 0.6 + 0.75 * (0.8 - 2.0 / 3), 1e-12);
  EXPECT_NEAR(errors.at(1).value(), 0.6, 1e-12);
}

TEST(CalibrationError, AsManyEvenBinsAsAnswers_IsTheMeanOfEachOnesGap) {
  const Values errors = call("calibration-error", "calibration",
                             {Array::vector({0.9, 0.4, 0.8, 0.7}), Array::vector({0, 1, 1, 1}),
                              Array::integer(4), Array::number(1)});
  EXPECT_NEAR(errors.at(0).value(), (0.9 + 0.6 + 0.2 + 0.3) / 4, 1e-12);
  EXPECT_NEAR(errors.at(1).value(), 0.9, 1e-12);
}

TEST(FormsOfLabs, AtTheirLimits_AreWhatTheyAreSaidToBe) {
  // Focal: cross-entropy for label 1. Triplets: log 2 where both are equally far. Automatic
  // clipping: the limit for a gradient that is enormous.
  EXPECT_NEAR(number("focal", "focal",
                     {Array::vector({0.7}), Array::vector({1}), Array::number(2), Array::number(1),
                      Array::number(1)}),
              std::log1p(std::exp(-0.7)), 1e-12);
  const Array a = some({2, 3}, 1);
  const Array p = some({2, 3}, 2);
  EXPECT_NEAR(number("triplet", "triplet", {a, p, p, Array::number(0), Array::number(1)}),
              std::log(2), 1e-12);
  const Array g = call("dp-noise", "private_gradient",
                       {Array{{1, 2}, {3e9, 4e9}}, Array::number(5), Array::number(1),
                        Array::zeros({2}), Array::number(1)})
                      .at(0);
  EXPECT_NEAR(g.data[0], 3, 1e-9);
  EXPECT_NEAR(g.data[1], 4, 1e-9);
  // Speculation: a draft that is the target is always accepted, and lenience accepts more.
  const Array q = Array::vector({0.2, 0.8});
  EXPECT_NEAR(number("speculative", "accepted_share", {q, q, Array::number(1)}), 1, 1e-12);
  EXPECT_NEAR(number("speculative", "accepted_share",
                     {Array::vector({0.5, 0.5}), q, Array::number(0.5)}),
              1, 1e-12);
}

TEST(SupCon, TheMeanWithinTheLogarithm_IsNeverTheLargerLoss) {
  // Jensen's inequality; Khosla et al. 2020, section 3.2.
  for (int seed = 1; seed < 20; ++seed) {
    Values in = {some({6, 3}, seed), Array::vector({0, 0, 0, 1, 1, 1}), Array::number(0.5),
                 Array::number(0)};
    const double out = number("sup-con", "sup_con", in);
    in[3] = Array::number(1);
    EXPECT_LT(number("sup-con", "sup_con", in), out);
  }
}

TEST(Diffusion, FromTheVelocity_ItIsTheSameStepAsFromTheNoise) {
  const double now = 0.3;
  const Array x0 = some({2, 2}, 1);
  const Array e = some({2, 2}, 2);
  Array xt = x0;
  Array v = x0;
  for (std::size_t i = 0; i < xt.size(); ++i) {
    xt.data[i] = std::sqrt(now) * x0.data[i] + std::sqrt(1 - now) * e.data[i];
    v.data[i] = std::sqrt(now) * e.data[i] - std::sqrt(1 - now) * x0.data[i];
  }
  const auto step = [&](const Array& predicted, double velocity) {
    return call("diffusion", "ddim_step",
                {xt, predicted, Array::number(now), Array::number(0.8), Array::number(0.5),
                 some({2, 2}, 3), Array::number(velocity)})
        .at(0);
  };
  EXPECT_LT(distance(step(v, 1), step(e, 0)), 1e-12);
}

TEST(Shapley, OfTwoFeatures_BanzhafsSharesAreTheSame) {
  Values in = {some({2}, 1), some({2}, 2), some({2, 3}, 3), some({3}, 4), Array::number(0)};
  const Array shapley = call("shapley", "shapley", in).at(0);
  in[4] = Array::number(1);
  EXPECT_LT(distance(call("shapley", "shapley", in).at(0), shapley), 1e-12);
}

TEST(Autodiff, OfTheLargerOfTwo_TheSmallerGetsNothing) {
  // max(a b, a) with a = 2, b = 3: derivatives 3 and 2
  const Values in = {Array::vector({2, 1}), Array::vector({0, 2}), Array::vector({1, 0}),
                     Array::vector({2, 3}), Array::vector({0, 0, 0, 1}), Array::number(1)};
  const Array dx = call("autodiff", "backward", in).at(0);
  EXPECT_NEAR(dx.data[0], 3, 1e-12);
  EXPECT_NEAR(dx.data[1], 2, 1e-12);
}

}  // namespace
}  // namespace assay::practice
