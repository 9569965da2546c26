#include "base/error.h"
#include "base/files.h"
#include "practice/audit/csv.h"
#include "practice/audit/drift.h"
#include "practice/audit/tally.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace assay::practice {
namespace {

class Files : public ::testing::Test {
 protected:
  std::filesystem::path file(std::string_view bytes, const char* name = "a.csv") {
    std::filesystem::path path = folder_.path() / name;
    write_file_atomically(path, bytes);
    return path;
  }
  std::vector<std::vector<std::string>> records(std::string_view bytes) {
    CsvReader reader(file(bytes));
    std::vector<std::vector<std::string>> out = {reader.header()};
    std::vector<std::string_view> fields;
    while (reader.next(fields)) {
      out.emplace_back(fields.begin(), fields.end());
    }
    return out;
  }
  std::string refusal(std::string_view bytes, const PredictionColumns& columns) {
    try {
      tally_predictions(file(bytes), columns);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

 private:
  TempDir folder_;
};

using Rows = std::vector<std::vector<std::string>>;

using Csv = Files;

TEST_F(Csv, QuotesLineEndsAndAMark_AreReadByTheRfc) {
  EXPECT_EQ(records("\xEF\xBB\xBF"
                    "a,b\r\n1,\"x, \"\"y\"\"\r\nz\"\r\n\r\n,\n\"\",last"),
            (Rows{{"a", "b"}, {"1", "x, \"y\"\r\nz"}, {"", ""}, {"", "last"}}));
}

TEST_F(Csv, SemicolonsAndTabs_AreRecognised) {
  EXPECT_EQ(records("a;b;c,d\n1;2,5;3\n"), (Rows{{"a", "b", "c,d"}, {"1", "2,5", "3"}}));
  EXPECT_EQ(records("a\tb\n1\t2\n"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(records("\"a;b;c\",d\n1,2\n"), (Rows{{"a;b;c", "d"}, {"1", "2"}}));
}

TEST_F(Csv, QuoteWithinAField_IsAPlainSign) {
  EXPECT_EQ(records("a,b\n5\" disk,x\"\"y\n"), (Rows{{"a", "b"}, {"5\" disk", "x\"\"y"}}));
}

TEST_F(Csv, RecordsOverManyBlocks_AreWhole) {
  std::string text = "a,b\n";
  const std::string word(1000, 'w');
  for (int i = 0; i < 5000; ++i) {
    text += std::to_string(i) + ",\"" + word + "\n\"\"" + std::to_string(i) + "\"\n";
  }
  CsvReader reader(file(text));
  std::vector<std::string_view> fields;
  int n = 0;
  while (reader.next(fields)) {
    ASSERT_EQ(fields.size(), 2);
    ASSERT_EQ(fields[0], std::to_string(n));
    ASSERT_EQ(fields[1], word + "\n\"" + std::to_string(n));
    ASSERT_EQ(reader.line(), static_cast<std::uint64_t>(2 + 2 * n));
    ++n;
  }
  EXPECT_EQ(n, 5000);
}

TEST_F(Csv, BrokenQuotes_AreNamedWithTheirLine) {
  const PredictionColumns columns = {.label = "y", .score = "p"};
  EXPECT_NE(refusal("y,p\n1,.5\n0,\".2\n1,.1\n", columns).find("line 3: the quote is never closed"),
            std::string::npos);
  EXPECT_NE(refusal("y,p\n1,.5\n0,\".2\"x\n1,.1\n", columns).find("line 3: text follows"),
            std::string::npos);
}

TEST_F(Csv, MissingColumn_NamesTheNearestAndAll) {
  const std::string said = refusal("label,Score\n1,.5\n", {.label = "label", .score = "scor"});
  EXPECT_NE(said.find("no column 'scor'"), std::string::npos) << said;
  EXPECT_NE(said.find("did you mean 'Score'? there are label, Score"), std::string::npos) << said;
}

using Tallies = Files;

TEST_F(Tallies, BadLabelsAndScores_AreRefusedOrLeftOut) {
  const PredictionColumns columns = {.label = "y", .score = "p"};
  EXPECT_NE(refusal("y,p\n1,1.5\n", columns).find("line 2: p is 1.5"), std::string::npos);
  EXPECT_NE(refusal("y,p\n1,.5\n0,.5\n2,.5\n", columns).find("'2' in y is neither"),
            std::string::npos);
  EXPECT_NE(refusal("y,p\na,.5\nb,.5\nc,.5\n", {.label = "y", .score = "p", .positive = "a"})
                .find("more than two values: 'a', 'b', 'c'"),
            std::string::npos);
  EXPECT_NE(refusal("y,p\n", columns).find("no row below the header"), std::string::npos);
  EXPECT_NE(refusal("y,p\n1,nan\n", columns).find("no row can be used; line 2: p is 'nan'"),
            std::string::npos);
  const Tally tally = tally_predictions(file("y,p\n1,.5\n,.5\n1,nan\nTRUE\n0,.25\n"), columns);
  EXPECT_EQ(tally.rows, 2U);
  EXPECT_EQ(tally.left_out, 3U);
  ASSERT_EQ(tally.examples.size(), 3U);
  EXPECT_EQ(tally.examples[1].line, 4U);
  EXPECT_EQ(tally.examples[1].why, "p is 'nan', not a number");
}

TEST_F(Tallies, GroupsBandsAndEmptyValues_AreCounted) {
  const Tally tally = tally_predictions(
      file("y;p;sex;age\nyes;0,75;f;29\nno;0,5;m;30\nyes;0,2;;71,5\nno;0,1;f;\n"),
      {.label = "y", .score = "p", .groups = {parse_group("sex"), parse_group("age:30:50")}});
  EXPECT_EQ(tally.values[0], (std::vector<std::string>{"(empty)", "f", "m"}));
  EXPECT_EQ(tally.values[1], (std::vector<std::string>{"< 30", "30 to < 50", ">= 50", "(empty)"}));
  EXPECT_EQ(tally.cells.size(), 4U);
  EXPECT_EQ(tally.cells[0].group, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(tally.cells[3].cell.count[0][1], 1U);  // m, 30 to < 50: 0.5 is not below 0.5
}

TEST_F(Tallies, DecisionsInPlaceOfThresholds) {
  const Tally tally = tally_predictions(file("y,d,p\n1,0,.9\n0,1,.1\n"),
                                        {.label = "y", .score = "p", .decision = "d"});
  EXPECT_EQ(tally.cells[0].cell.count[1][0], 1U);
  EXPECT_EQ(tally.cells[0].cell.count[0][1], 1U);
}

TEST_F(Tallies, WhatIsNoGroup_IsRefused) {
  EXPECT_THROW(parse_group("age:50:30"), Error);
  EXPECT_THROW(parse_group("age:x"), Error);
  EXPECT_THROW(parse_group(""), Error);
  std::string many = "y,p,id\n";
  for (int i = 0; i < 300; ++i) {
    many += "1,.5," + std::to_string(i) + "\n";
  }
  EXPECT_NE(refusal(many, {.label = "y", .score = "p", .groups = {parse_group("id")}})
                .find("more than 200 values"),
            std::string::npos);
}

using Drift = Files;

TEST_F(Drift, PsiAndKs_OfAKnownShift) {
  // Shares 0.5 and 0.5 become 0.6 and 0.4: (0.1) ln(1.2) + (-0.1) ln(0.8) = 0.0405465.
  std::string before = "x,word\n";
  std::string after = "x,word\n";
  for (int i = 0; i < 20000; ++i) {
    before += i % 10 < 5 ? "0,a\n" : "1,b\n";
    after += i % 10 < 6 ? "0,a\n" : "1,b\n";
  }
  const DriftReport report = compare_files(file(after, "b.csv"), file(before), {});
  ASSERT_EQ(report.columns.size(), 2U);
  for (const ColumnDrift& column : report.columns) {
    EXPECT_NEAR(column.groups[0].figure.psi, 0.0405465, 1e-5);
    EXPECT_FALSE(column.groups[0].figure.by_chance());
  }
  EXPECT_TRUE(report.columns[0].numeric);
  EXPECT_NEAR(*report.columns[0].groups[0].figure.ks, 0.1, 1e-12);
  EXPECT_LT(report.columns[0].groups[0].figure.ks_p, 1e-20);
  EXPECT_FALSE(report.columns[1].groups[0].figure.ks);
}

TEST_F(Drift, SameDistribution_IsNoMoreThanChance_AndGroupsAreApart) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  std::string before = "x,sex,id,old\n";
  std::string after = "x,sex,id,new\n";
  for (int i = 0; i < 4000; ++i) {
    const bool woman = i % 2 == 0;
    const std::string rest = std::string(woman ? ",f" : ",m") + ",n" + std::to_string(i) + ",1\n";
    before += std::to_string(normal(random)) + rest;
    after += std::to_string(normal(random) + (woman ? 1.0 : 0.0)) + rest;
  }
  const DriftReport report =
      compare_files(file(after, "b.csv"), file(before), {parse_group("sex")});
  EXPECT_EQ(report.left_out, std::vector<std::string>{"id"});
  EXPECT_EQ(report.only_before, std::vector<std::string>{"old"});
  EXPECT_EQ(report.only_after, std::vector<std::string>{"new"});
  const ColumnDrift& x = report.columns.at(0);
  ASSERT_EQ(x.groups.size(), 3U);
  EXPECT_EQ(x.groups[1].group, "f");
  EXPECT_GT(x.groups[1].figure.psi, kPsiShifted);  // one standard deviation: about 1
  EXPECT_NEAR(*x.groups[1].figure.ks, std::erf(0.5 / std::sqrt(2.0)), 0.05);
  EXPECT_TRUE(x.groups[2].figure.by_chance());
  EXPECT_GT(x.groups[2].figure.ks_p, 0.01);
}

TEST_F(Drift, MissingWords_LeaveAColumnOfNumbersWhatItIs) {
  std::string before = "x,land\n";
  std::string after = "x,land\n";
  for (int i = 0; i < 2000; ++i) {
    before += std::to_string(i) + (i % 2 == 0 ? ",NA\n" : ",DE\n");
    after += (i % 2 == 0 ? "NaN" : std::to_string(i)) + (i % 2 == 0 ? ",NA\n" : ",DE\n");
  }
  const DriftReport report = compare_files(file(after, "b.csv"), file(before), {});
  ASSERT_EQ(report.columns.size(), 2U);
  const ColumnDrift& x = report.columns[0];
  EXPECT_TRUE(x.numeric);
  EXPECT_LT(*x.groups[0].figure.ks, 0.01) << "of the numbers that are there";
  ASSERT_EQ(x.groups[0].figure.shares.size(), 11U);
  EXPECT_EQ(x.groups[0].figure.shares.back().value, "(empty)");
  EXPECT_EQ(x.groups[0].figure.shares.back().after, 0.5);
  EXPECT_GT(x.groups[0].figure.psi, kPsiShifted);
  EXPECT_FALSE(report.columns[1].numeric);
  EXPECT_EQ(report.columns[1].groups[0].figure.shares.back().value, "NA") << "Namibia";
}

TEST_F(Drift, RowsWithOtherFields_AreLeftOutAndTold) {
  const DriftReport report =
      compare_files(file("x,y\n1,2\n1\n3,4,5\n2,2\n", "b.csv"), file("x,y\n1,2\n"), {});
  EXPECT_EQ(report.after, 2U);
  EXPECT_EQ(report.rows_left_out, 2U);
  ASSERT_EQ(report.examples.size(), 2U);
  EXPECT_EQ(report.examples[0].line, 3U);
  EXPECT_EQ(report.examples[0].why, "1 fields, the header of b.csv has 2");
  EXPECT_THROW(compare_files(file("x,y\n1\n", "b.csv"), file("x,y\n1,2\n"), {}), Error);
}

TEST(Ks, ProbabilityAgreesWithTheTable) {
  // Critical values of the limit: 1.3581 at 0.05, 1.6276 at 0.01 (Smirnov's table, 1948).
  constexpr std::uint64_t kMany = 2'000'000'000;
  const double root = std::sqrt(kMany / 2.0);
  EXPECT_NEAR(ks_probability(1.3581 / root, kMany, kMany), 0.05, 1e-4);
  EXPECT_NEAR(ks_probability(1.6276 / root, kMany, kMany), 0.01, 1e-4);
  EXPECT_EQ(ks_probability(0, 10, 10), 1);
}

}  // namespace
}  // namespace assay::practice
