#include "work/merge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay {
namespace {

Record arxiv_record() {
  Record record{"arxiv", {}};
  record.work.title = "Attention Is $All$ You Need";
  record.work.abstract = "A long abstract that the other source lacks.";
  record.work.authors = {"Ashish Vaswani", "Noam Shazeer"};
  record.work.venue = "arXiv";
  record.work.year = 2017;
  record.work.date = "2017-06-12";
  record.work.comments = "15 pages";
  record.work.identifiers = {{Scheme::kArxiv, "1706.03762"}};
  record.work.extra = R"({"license":"x","same":1})";
  return record;
}

Record conference_record() {
  Record record{"paperlists", {}};
  record.work.title = "Attention Is All You Need";
  record.work.authors = {"Vaswani, A.", "Shazeer, N.", "Parmar, N."};
  record.work.organisations = {"Google"};
  record.work.venue = "NeurIPS";
  record.work.track = "main";
  record.work.year = 2018;
  record.work.code = "https://github.com/tensorflow/tensor2tensor";
  record.work.identifiers = {{Scheme::kUrl, "https://papers.nips.cc/paper/7181"}};
  record.work.extra = R"({"award":true,"same":2})";
  return record;
}

std::string origin(const Merged& merged, std::string_view field) {
  for (const FieldOrigin& entry : merged.origins) {
    if (entry.field == field) {
      return entry.source;
    }
  }
  return {};
}

TEST(MergeRecords, TwoSources_KeepEveryFieldsBestValueAndItsSource) {
  const std::vector<Record> records = {arxiv_record(), conference_record()};
  const Merged merged = merge_records(records);
  EXPECT_EQ(merged.work.title, "Attention Is All You Need");
  EXPECT_EQ(merged.work.abstract, "A long abstract that the other source lacks.");
  EXPECT_EQ(merged.work.authors.size(), 3U);
  EXPECT_EQ(merged.work.venue, "NeurIPS");
  EXPECT_EQ(merged.work.year, 2018);
  EXPECT_EQ(merged.work.date, "2017-06-12");
  EXPECT_EQ(merged.work.identifiers.size(), 2U);
  EXPECT_EQ(origin(merged, "abstract"), "arxiv");
  EXPECT_EQ(origin(merged, "venue"), "paperlists");
  EXPECT_EQ(origin(merged, "comments"), "arxiv");
  EXPECT_EQ(origin(merged, "text"), "");
  EXPECT_EQ(origin(merged, "kind"), "arxiv");
  EXPECT_EQ(origin(merged, "extra"), "arxiv") << "which gave most of it";
  EXPECT_NE(merged.work.extra.find("award"), std::string::npos);
  EXPECT_NE(merged.work.extra.find("license"), std::string::npos);
}

TEST(MergeRecords, AnyOrder_GivesTheSameWork) {
  std::vector<Record> records = {
      arxiv_record(), conference_record(), {"awesome", {}}, {"bibtex", {}}};
  records[2].work.title = "Attention is all you need";
  records[2].work.year = 2017;
  records[2].work.organisations = {"google", "Google Brain"};
  records[2].work.date = "2017";
  records[3].work.title = "Attention Is All {You} Need";
  records[3].work.venue = "CoRR";
  records[3].work.date = "2017-06";
  const Merged expected = merge_records(records);
  EXPECT_EQ(expected.work.date, "2017-06-12") << "the fullest of dates that agree";
  EXPECT_EQ(expected.work.organisations.size(), 2U) << "Google and google are one";
  std::mt19937 random(7);
  for (int round = 0; round < 24; ++round) {
    std::shuffle(records.begin(), records.end(), random);
    EXPECT_EQ(merge_records(records).work, expected.work);
  }
}

TEST(MergeRecords, OneRecord_IsKeptAsItIs) {
  const std::vector<Record> records = {arxiv_record()};
  EXPECT_EQ(merge_records(records).work, records[0].work);
  EXPECT_EQ(merge_records({}).work, Work{});
}

}  // namespace
}  // namespace assay
