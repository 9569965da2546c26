#include "practice/audit/fairness.h"
#include "practice/audit/report.h"
#include "practice/audit/thresholds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace assay::practice {
namespace {

struct Row {
  std::size_t group;
  unsigned label;
  double score;
};

/// The tally of rows in groups "a", "b", …, as tally_predictions makes it.
Tally tally_of(const std::vector<Row>& rows, double threshold = 0.5) {
  Tally out;
  out.columns = {.label = "y", .score = "p", .groups = {{"g"}}, .threshold = threshold};
  out.values.emplace_back();
  for (const Row& row : rows) {
    while (out.cells.size() <= row.group) {
      out.values[0].emplace_back(1, static_cast<char>('a' + out.cells.size()));
      out.cells.push_back({{out.cells.size()}, {}});
    }
    Cell& cell = out.cells[row.group].cell;
    ++cell.count.at(row.label).at(row.score >= threshold ? 1 : 0);
    Cell::ScoreBin& bin =
        cell.bins.at(std::min<std::size_t>(9, static_cast<std::size_t>(row.score * 10)));
    const auto units = static_cast<std::uint64_t>(std::llround(row.score / kSumUnit));
    ++bin.rows;
    bin.positives += row.label;
    bin.sum += units;
    cell.sum.at(row.label) += units;
    cell.squares.at(row.label) +=
        static_cast<std::uint64_t>(std::llround(row.score * row.score / kSumUnit));
    cell.scores.add(row.score, row.label);
    ++out.rows;
  }
  return out;
}

std::vector<Row> random_rows(unsigned seed, std::size_t count, std::size_t groups) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform;
  std::vector<Row> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t group = i % groups;
    const double score = std::round(uniform(random) * 1000) / 1000;
    const double shifted = std::clamp(score + 0.1 * static_cast<double>(group) - 0.1, 0.0, 1.0);
    rows.push_back({group, uniform(random) < shifted ? 1U : 0U, score});
  }
  return rows;
}

const Reading* find_reading(const AttributeAudit& attribute, std::string_view about) {
  const auto found = std::find_if(attribute.readings.begin(), attribute.readings.end(),
                                  [&](const Reading& one) { return one.about == about; });
  return found == attribute.readings.end() ? nullptr : &*found;
}

// --- Intervals ----------------------------------------------------------------------------------

TEST(Intervals, Wilson_AgreesWithNewcombesTable) {
  // Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
  const struct {
    std::uint64_t hits, of;
    double low, high;
  } rows[] = {{81, 263, 0.2553, 0.3662},
              {15, 148, 0.0624, 0.1605},
              {0, 20, 0, 0.1611},
              {1, 29, 0.0061, 0.1718}};
  for (const auto& row : rows) {
    const IntervalEstimate got = wilson(row.hits, row.of, 0.05);
    EXPECT_NEAR(got.low, row.low, 5e-5) << row.hits;
    EXPECT_NEAR(got.high, row.high, 5e-5) << row.hits;
  }
  EXPECT_FALSE(wilson(0, 0, 0.05).known());
  EXPECT_EQ(wilson(7, 7, 0.05).high, 1);
}

TEST(Intervals, Difference_AgreesWithNewcombesTable) {
  // Newcombe, "Interval estimation for the difference between independent proportions", 1998,
  // table II, method 10.
  const struct {
    std::uint64_t a, m, b, n;
    double low, high;
  } rows[] = {{56, 70, 48, 80, 0.0524, 0.3339},
              {9, 10, 3, 10, 0.1705, 0.8090},
              {6, 7, 2, 7, 0.0582, 0.8062},
              {5, 56, 0, 29, -0.0381, 0.1926},
              {10, 10, 0, 20, 0.6791, 1.0000}};
  for (const auto& row : rows) {
    const IntervalEstimate got = difference(wilson(row.a, row.m, 0.05), wilson(row.b, row.n, 0.05));
    EXPECT_NEAR(got.low, row.low, 6e-5) << row.a;
    EXPECT_NEAR(got.high, row.high, 6e-5) << row.a;
  }
}

TEST(Intervals, Ratio_IsKatzs_AndBearsZeros) {
  // By hand: ln 1.5 +- 1.959964 sqrt(1/30 - 1/100 + 1/20 - 1/100).
  const IntervalEstimate got = ratio(30, 100, 20, 100, 0.05);
  EXPECT_NEAR(got.value, 1.5, 1e-12);
  EXPECT_NEAR(got.low, 1.5 * std::exp(-1.959963985 * std::sqrt(0.0633333333)), 1e-6);
  EXPECT_NEAR(got.high, 1.5 * std::exp(1.959963985 * std::sqrt(0.0633333333)), 1e-6);
  const IntervalEstimate none = ratio(0, 50, 20, 50, 0.05);
  EXPECT_EQ(none.value, 0);
  EXPECT_EQ(none.low, 0);
  EXPECT_GT(none.high, 0);
  EXPECT_FALSE(ratio(3, 10, 0, 10, 0.05).known());
}

TEST(Auc, ValueAndVariance_AgreeWithAllPairs) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 20; ++round) {
    ValueHistogram scores;
    std::vector<double> of[2];
    for (int i = 0; i < 60; ++i) {
      const double score = static_cast<double>(random() % 25) / 24;
      const unsigned label = random() % 100 < 30U + static_cast<unsigned>(score * 40) ? 1 : 0;
      of[label].push_back(score);
      scores.add(score, label);
    }
    const auto wins = [](double x, double y) { return x > y ? 1.0 : x == y ? 0.5 : 0.0; };
    double sum = 0;
    double spread[2] = {0, 0};
    for (const double x : of[1]) {
      for (const double y : of[0]) {
        sum += wins(x, y);
      }
    }
    const double area = sum / static_cast<double>(of[0].size() * of[1].size());
    for (const unsigned label : {0U, 1U}) {
      for (const double x : of[label]) {
        double placed = 0;
        for (const double y : of[1 - label]) {
          placed += label == 1 ? wins(x, y) : wins(y, x);
        }
        placed /= static_cast<double>(of[1 - label].size());
        spread[label] += (placed - area) * (placed - area);
      }
      const double count = static_cast<double>(of[label].size());
      spread[label] /= (count - 1) * count;
    }
    const Auc got = auc_of(scores);
    EXPECT_NEAR(got.value, area, 1e-12);
    EXPECT_NEAR(got.variance, spread[0] + spread[1], 1e-12);
    EXPECT_EQ(got.error, 0);
  }
}

TEST(Auc, AtTheEnds_TheIntervalStaysWithinAndIsNotAPoint) {
  ValueHistogram scores;
  for (int i = 0; i < 5; ++i) {
    scores.add(0.9, 1);
    scores.add(0.1, 0);
  }
  const IntervalEstimate got = auc_interval(auc_of(scores), 0.05);
  EXPECT_EQ(got.value, 1);
  EXPECT_LT(got.low, 0.7);
  EXPECT_EQ(got.high, 1);
  EXPECT_FALSE(auc_interval(auc_of(ValueHistogram()), 0.05).known());
}

TEST(ValueHistogram, WithinABudget_TellsHowFarItMayBeOff) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> uniform;
  ValueHistogram exact;
  ValueHistogram bounded;
  for (int i = 0; i < 20000; ++i) {
    const double score = uniform(random);
    const unsigned label = uniform(random) < score ? 1 : 0;
    exact.add(score, label);
    bounded.add(score, label);
    keep_within({&bounded}, 1000);
  }
  EXPECT_LE(bounded.size(), 1000U);
  EXPECT_EQ(bounded.total(0) + bounded.total(1), 20000U);
  const Auc a = auc_of(exact);
  const Auc b = auc_of(bounded);
  EXPECT_GT(b.error, 0);
  EXPECT_LT(b.error, 0.002);
  EXPECT_LE(std::abs(a.value - b.value), b.error);
}

TEST(ValueHistogram, EightDigits_StayApartAfterTheFirstStep) {
  ValueHistogram histogram;
  for (int i = 0; i < 1000; ++i) {
    histogram.add(0.12345678 + i * 1e-8, 0);
  }
  histogram.coarsen(24);
  EXPECT_EQ(histogram.size(), 1000U);
}

// --- Fairness -----------------------------------------------------------------------------------

/// Scores in 0.25 and 0.75 with these counts.
void add_rows(std::vector<Row>& rows, std::size_t group, unsigned label, bool high, int count) {
  rows.insert(rows.end(), static_cast<std::size_t>(count), {group, label, high ? 0.75 : 0.25});
}

/// COMPAS in Broward county, a score above 4 as high: the counts of Larson, Mattu, Kirchner,
/// Angwin, "How we analyzed the COMPAS recidivism algorithm", 2016, from which Chouldechova's
/// figures come.
FairnessAudit compas() {
  std::vector<Row> rows;
  add_rows(rows, 0, 0, false, 990);  // a: black defendants
  add_rows(rows, 0, 0, true, 805);
  add_rows(rows, 0, 1, false, 532);
  add_rows(rows, 0, 1, true, 1369);
  add_rows(rows, 1, 0, false, 1139);  // b: white defendants
  add_rows(rows, 1, 0, true, 349);
  add_rows(rows, 1, 1, false, 461);
  add_rows(rows, 1, 1, true, 505);
  return audit_fairness(tally_of(rows));
}

TEST(Chouldechova, FiguresOfCompas) {
  const FairnessAudit audit = compas();
  const AttributeAudit& race = audit.attributes.at(0);
  const GroupAudit& black = race.groups.at(0);
  const GroupAudit& white = race.groups.at(1);
  EXPECT_NEAR(black.figure(Measure::kBaseRate).value, 0.51, 0.005);
  EXPECT_NEAR(white.figure(Measure::kBaseRate).value, 0.39, 0.005);
  EXPECT_NEAR(black.figure(Measure::kFalsePositiveRate).value, 0.4485, 5e-5);
  EXPECT_NEAR(white.figure(Measure::kFalsePositiveRate).value, 0.2345, 5e-5);
  EXPECT_NEAR(1 - black.figure(Measure::kTruePositiveRate).value, 0.2799, 5e-5);
  EXPECT_NEAR(1 - white.figure(Measure::kTruePositiveRate).value, 0.4772, 5e-5);
  EXPECT_NEAR(black.figure(Measure::kPrecision).value, 0.63, 0.005);
  EXPECT_NEAR(white.figure(Measure::kPrecision).value, 0.59, 0.005);
  EXPECT_TRUE(race.gap(Measure::kFalsePositiveRate)->clear());
  EXPECT_EQ(find_reading(race, "false alarms")->weight, Reading::Weight::kClear);
  EXPECT_NE(find_reading(race, "what cannot be had at once"), nullptr);
}

TEST(Chouldechova, ImpliedFalsePositives_AreThoseOfTheTable) {
  const FairnessAudit audit = compas();
  for (const GroupAudit& group : audit.attributes.at(0).groups) {
    EXPECT_NEAR(
        implied_fpr(group.figure(Measure::kBaseRate).value, group.figure(Measure::kPrecision).value,
                    group.figure(Measure::kTruePositiveRate).value),
        group.figure(Measure::kFalsePositiveRate).value, 1e-12);
  }
}

TEST(Kleinberg, WithinCalibratedGroups_TheClassMeansLieOnTheirLines) {
  // Their proof: calibration makes the scores of a group add up to its positives, so that its mean
  // scores x of negatives and y of positives obey y = 1 - x (1 - p) / p, a line for each base rate
  // p; two such lines meet only where the prediction is perfect (x = 0, y = 1).
  std::vector<Row> rows;
  for (int bin = 1; bin <= 9; ++bin) {
    for (std::size_t group = 0; group < 2; ++group) {
      const int count = 1000 * (group == 0 ? bin : 10 - bin);
      const double score = bin / 10.0;
      for (int i = 0; i < count; ++i) {
        rows.push_back({group, i < count / 10 * bin ? 1U : 0U, score});
      }
    }
  }
  const FairnessAudit audit = audit_fairness(tally_of(rows));
  const AttributeAudit& attribute = audit.attributes.at(0);
  for (const GroupAudit& group : attribute.groups) {
    const double p = group.figure(Measure::kBaseRate).value;
    EXPECT_NEAR(group.figure(Measure::kScoreOfPositives).value,
                1 - group.figure(Measure::kScoreOfNegatives).value * (1 - p) / p, 1e-9);
    EXPECT_NEAR(group.figure(Measure::kCalibrationError).value, 0, 1e-9);
    EXPECT_NEAR(group.figure(Measure::kMeanScore).value, p, 1e-9);
  }
  EXPECT_EQ(find_reading(attribute, "calibration")->weight, Reading::Weight::kFine);
  EXPECT_EQ(find_reading(attribute, "balance of positives")->weight, Reading::Weight::kClear);
  EXPECT_EQ(find_reading(attribute, "balance of negatives")->weight, Reading::Weight::kClear);
  EXPECT_NE(find_reading(attribute, "what cannot be had at once"), nullptr);
}

/// The worked case of the "Questions and answers to clarify the Uniform Guidelines", 1979: hired
/// are 60 % of whites, 45 % of American Indians, 48 % of Hispanics, 51 % of Blacks; impact ratios
/// of 75 %, 80 % and 85 %.
FairnessAudit hiring(int of_each) {
  std::vector<Row> rows;
  std::size_t group = 0;
  for (const int percent : {60, 45, 48, 51}) {
    add_rows(rows, group, 1, true, of_each * percent / 100);
    add_rows(rows, group++, 0, false, of_each - of_each * percent / 100);
  }
  return audit_fairness(tally_of(rows));
}

TEST(FourFifths, RatiosAreThoseOfTheGuidelines_AndFewRowsDoNotSettleThem) {
  const FairnessAudit few = hiring(100);
  EXPECT_NEAR(few.attributes[0].groups[1].impact.value, 0.75, 1e-12);
  EXPECT_NEAR(few.attributes[0].groups[2].impact.value, 0.80, 1e-12);
  EXPECT_NEAR(few.attributes[0].groups[3].impact.value, 0.85, 1e-12);
  EXPECT_EQ(find_reading(few.attributes[0], "disparate impact")->weight, Reading::Weight::kUnsure);
  EXPECT_EQ(find_reading(hiring(10000).attributes[0], "disparate impact")->weight,
            Reading::Weight::kClear);
}

TEST(SmallGroups, AreNamed_NotHidden) {
  const FairnessAudit audit = hiring(20);
  const Reading* reading = find_reading(audit.attributes[0], "small groups");
  ASSERT_NE(reading, nullptr);
  EXPECT_NE(reading->text.find("a (20)"), std::string::npos);
}

TEST(Fairness, AnyOrderOfRows_GivesTheSameFigures) {
  std::vector<Row> rows = random_rows(5, 3000, 3);
  const FairnessAudit before = audit_fairness(tally_of(rows));
  std::vector<Row> shuffled(rows.begin() + 3, rows.end());
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937_64(9));
  shuffled.insert(shuffled.begin(), rows.begin(), rows.begin() + 3);  // names in the same order
  const FairnessAudit after = audit_fairness(tally_of(shuffled));
  for (std::size_t g = 0; g < 3; ++g) {
    for (std::size_t m = 0; m < kMeasures; ++m) {
      const IntervalEstimate& a = before.attributes[0].groups[g].figures.at(m);
      const IntervalEstimate& b = after.attributes[0].groups[g].figures.at(m);
      EXPECT_EQ(a.value, b.value);
      EXPECT_EQ(a.low, b.low);
      EXPECT_EQ(a.high, b.high);
    }
  }
}

TEST(Fairness, GroupsPutTogether_GiveTheFiguresOfTheirUnion) {
  std::vector<Row> rows = random_rows(6, 4000, 4);
  const FairnessAudit four = audit_fairness(tally_of(rows));
  for (Row& row : rows) {
    row.group /= 2;
  }
  const FairnessAudit two = audit_fairness(tally_of(rows));
  for (std::size_t g = 0; g < 2; ++g) {
    Cell together = four.attributes[0].groups[2 * g].cell;
    together.merge(four.attributes[0].groups[2 * g + 1].cell);
    EXPECT_EQ(together.count, two.attributes[0].groups[g].cell.count);
    EXPECT_EQ(auc_of(together.scores).value,
              two.attributes[0].groups[g].figure(Measure::kAuc).value);
    const auto between = [&](Measure measure) {
      const double a = four.attributes[0].groups[2 * g].figure(measure).value;
      const double b = four.attributes[0].groups[2 * g + 1].figure(measure).value;
      const double c = two.attributes[0].groups[g].figure(measure).value;
      return std::min(a, b) <= c && c <= std::max(a, b);
    };
    EXPECT_TRUE(between(Measure::kSelectionRate));
    EXPECT_TRUE(between(Measure::kTruePositiveRate));
  }
  EXPECT_EQ(four.all.figure(Measure::kAuc).value, two.all.figure(Measure::kAuc).value);
}

TEST(Fairness, EveryInterval_HoldsItsFigure) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    const FairnessAudit audit = audit_fairness(tally_of(random_rows(seed, 12 + 40 * seed, 3)));
    for (const GroupAudit& group : audit.attributes[0].groups) {
      for (const IntervalEstimate& figure : group.figures) {
        if (figure.known() && figure.bounded()) {
          EXPECT_LE(figure.low, figure.value);
          EXPECT_GE(figure.high, figure.value);
          EXPECT_GE(figure.low, 0);
          EXPECT_LE(figure.high, 1);
        }
      }
    }
  }
}

TEST(Fairness, CalibratedModel_IsNotBlamedForChance) {
  int blamed = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform;
    std::vector<Row> rows;
    for (int i = 0; i < 300; ++i) {
      const double score = uniform(random);
      rows.push_back({0, uniform(random) < score ? 1U : 0U, score});
    }
    const FairnessAudit audit = audit_fairness(tally_of(rows));
    blamed += audit.all.figure(Measure::kCalibrationError).value > audit.all.ece_by_chance ? 1 : 0;
  }
  EXPECT_LE(blamed, 6);  // 5 % of 40 are 2; more than 6 has a chance of half a percent
}

TEST(Fairness, GroupOfOneClass_HasNoRateWhereThereIsNothingToRate) {
  std::vector<Row> rows = {{0, 1, 0.9}, {0, 0, 0.1}, {1, 0, 0.2}, {1, 0, 0.1}};
  const FairnessAudit audit = audit_fairness(tally_of(rows));
  const GroupAudit& group = audit.attributes[0].groups[1];
  EXPECT_FALSE(group.figure(Measure::kTruePositiveRate).known());
  EXPECT_FALSE(group.figure(Measure::kPrecision).known());
  EXPECT_FALSE(group.figure(Measure::kAuc).known());
  EXPECT_TRUE(group.small);
  EXPECT_EQ(audit.attributes[0].gap(Measure::kTruePositiveRate), nullptr);
  EXPECT_EQ(audit_fairness(tally_of({{0, 1, 0.5}})).attributes[0].readings.at(0).about,
            "one group");
}

TEST(Fairness, GroupWithoutARate_IsInNoGap) {
  // Group a has no positives; b and c have the same true positive rate.
  std::vector<Row> rows;
  for (std::size_t i = 0; i < 200; ++i) {
    rows.push_back({0, 0, 0.2});
    rows.push_back({1, i % 2 == 0 ? 1U : 0U, 0.9});
    rows.push_back({2, i % 2 == 0 ? 1U : 0U, 0.9});
  }
  const AttributeAudit attribute = audit_fairness(tally_of(rows)).attributes[0];
  const Gap* gap = attribute.gap(Measure::kTruePositiveRate);
  ASSERT_NE(gap, nullptr);
  EXPECT_NE(gap->highest, gap->lowest);
  EXPECT_TRUE(gap->difference.bounded());
  for (const Reading& reading : attribute.readings) {
    EXPECT_EQ(reading.text.find("nan"), std::string::npos) << reading.text;
  }
}

TEST(ModelCard, NamesOfGroups_AreCellsOfATable) {
  Tally tally = tally_of({{0, 1, 0.9}, {1, 0, 0.1}});
  tally.values[0] = {"a|b\nc", "<b>x</b>"};
  const std::string card = to_model_card(audit_fairness(tally), "p.csv", "2026-11-27");
  EXPECT_NE(card.find("a\\|b c"), std::string::npos) << card;
  EXPECT_EQ(card.find("<b>"), card.find("\\<b>") + 1) << card;
}

// --- Thresholds ---------------------------------------------------------------------------------

TEST(Thresholds, RatesOfAllGroups_MeetWhatWasAskedFor) {
  const FairnessAudit audit = audit_fairness(tally_of(random_rows(8, 6000, 3)));
  for (const Equalise what :
       {Equalise::kSelection, Equalise::kTruePositives, Equalise::kFalsePositives}) {
    const ThresholdPlan plan = equalise(audit, audit.attributes[0], what);
    ASSERT_EQ(plan.groups.size(), 3U);
    EXPECT_LT(plan.left_over, 0.01) << equalise_name(what);
    for (std::size_t g = 0; g < 3; ++g) {
      // What it says must be what the threshold does.
      double hits = 0;
      double all = 0;
      for (const ValueHistogram::Bin& bin : audit.attributes[0].groups[g].cell.scores.bins()) {
        const double rows = static_cast<double>(bin.count[0] + bin.count[1]);
        all += rows;
        hits += bin.low >= plan.groups[g].threshold ? rows : 0;
      }
      EXPECT_NEAR(plan.groups[g].selection, hits / all, 1e-12);
    }
  }
}

TEST(Hardt, EqualOdds_AreReached_AndNoOtherCommonPointIsBetter) {
  const FairnessAudit audit = audit_fairness(tally_of(random_rows(21, 900, 2)));
  const AttributeAudit& attribute = audit.attributes[0];
  const ThresholdPlan plan = equalise(audit, attribute, Equalise::kOdds);
  double positives = 0;
  double negatives = 0;
  std::vector<std::vector<RocPoint>> corners;
  for (std::size_t g = 0; g < 2; ++g) {
    const GroupAudit& group = attribute.groups[g];
    const double m = static_cast<double>(group.cell.of_label(1));
    const double n = static_cast<double>(group.cell.of_label(0));
    positives += m;
    negatives += n;
    // Carry the draws out and see that the group gets the common point.
    const GroupThreshold& made = plan.groups[g];
    double tpr = 0;
    double fpr = 0;
    corners.push_back({{0, 0}});
    const auto bins = group.cell.scores.bins();
    for (auto bin = bins.rbegin(); bin != bins.rend(); ++bin) {
      const double chosen = bin->low >= made.threshold ? 1
                            : bin->low >= made.lower   ? made.between
                                                       : 0;
      const double chance = made.coin_share * made.coin + (1 - made.coin_share) * chosen;
      tpr += chance * static_cast<double>(bin->count[1]) / m;
      fpr += chance * static_cast<double>(bin->count[0]) / n;
      corners.back().push_back(
          {corners.back().back().fpr + static_cast<double>(bin->count[0]) / n,
           corners.back().back().tpr + static_cast<double>(bin->count[1]) / m});
    }
    EXPECT_NEAR(tpr, plan.target, 1e-6);
    EXPECT_NEAR(fpr, plan.target_fpr, 1e-6);
  }
  // By brute force: at each false positive rate of a grid the best that mixing any two thresholds
  // gives each group.
  double best = 0;
  for (int step = 0; step <= 100; ++step) {
    const double x = step / 100.0;
    double common = 1;
    for (const auto& curve : corners) {
      double reached = x;
      for (const RocPoint& a : curve) {
        for (const RocPoint& b : curve) {
          if (a.fpr <= x && x <= b.fpr && a.fpr < b.fpr) {
            reached = std::max(reached, a.tpr + (x - a.fpr) / (b.fpr - a.fpr) * (b.tpr - a.tpr));
          }
        }
      }
      common = std::min(common, reached);
    }
    best = std::max(best, positives * common + negatives * (1 - x));
  }
  EXPECT_GE(plan.accuracy_after, best / (positives + negatives) - 1e-9);
}

TEST(Thresholds, GroupWithoutPositives_IsNamed) {
  std::vector<Row> rows = random_rows(4, 300, 2);
  for (Row& row : rows) {
    row.label = row.group == 1 ? 0 : row.label;
  }
  const FairnessAudit audit = audit_fairness(tally_of(rows));
  const ThresholdPlan plan = equalise(audit, audit.attributes[0], Equalise::kTruePositives);
  EXPECT_EQ(plan.without, std::vector<std::string>{"b"});
  EXPECT_EQ(plan.groups.size(), 1U);
  EXPECT_FALSE(parse_equalise("all"));
}

}  // namespace
}  // namespace assay::practice
