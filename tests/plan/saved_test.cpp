#include "plan/saved.h"

#include "base/error.h"
#include "base/instant.h"
#include "library/dossier.h"
#include "library/reader.h"
#include "plan/plan_helpers.h"
#include "plan/radar.h"

#include <nlohmann/json.hpp>

namespace assay::plan::saved_test {
namespace {

using testing_support::work;

constexpr std::int64_t kNow = 1795400000;  // 2026-11-23

class SavedTest : public testing_support::LibraryTest {
 protected:
  SavedTest() {
    import(work("a", "Int8 kernels for phones", "We measure latency.",
                R"("date":"2026-10-01","identifiers":["arxiv:2610.00001"])") +
           work("b", "Graphs of molecules", "We prove a bound."));
  }

  template <typename Use>
  auto with(const Use& use) {
    library::Library library(folder(), library::Library::Mode::kWrite);
    const std::unique_ptr<search::Index> index = ingest::open_current_index(library);
    return use(library, *index);
  }
  template <typename Change>
  void change(const Change& what) {
    library::Library library(folder(), library::Library::Mode::kWrite);
    library.begin();
    what(library);
    library.commit();
  }

  void save(const std::string& name, const std::string& query, bool replace = false,
            const std::string& mode = "words", const std::string& sort = "relevance") {
    with([&](library::Library& library, const search::Index& index) {
      library::SavedSearch wanted;
      wanted.name = name;
      wanted.query = query;
      wanted.mode = mode;
      wanted.sort = sort;
      wanted.shown = 10;
      library.begin();
      save_search(library, index, wanted, replace, kNow);
      library.commit_aside();
    });
  }
  SavedView view(const std::string& name, std::size_t k = 10) {
    return with([&](library::Library& library, const search::Index& index) {
      return view_saved(library, index, require_saved(library, name), k);
    });
  }
  /// Titles of what is new.
  std::vector<std::string> fresh(const std::string& name) {
    std::vector<std::string> titles;
    for (const SavedHit& hit : view(name).hits) {
      if (hit.fresh) {
        titles.push_back(hit.title);
      }
    }
    return titles;
  }
  /// Looks at a saved search, `k` works of it.
  void look(const std::string& name, std::size_t k = 10) {
    with([&](library::Library& library, const search::Index& index) {
      const SavedView seen = view_saved(library, index, require_saved(library, name), k);
      library.begin();
      mark_shown(library, seen.saved, seen.news, seen.fresh_shown, library.generation(), kNow + 1);
      library.commit_aside();
    });
  }
  WorkId id(const std::string& text) {
    return library::Library(folder(), library::Library::Mode::kRead).resolve(text).value();
  }
};

using Titles = std::vector<std::string>;

TEST_F(SavedTest, WhatComesLater_IsNewUntilShown) {
  save("int8", "int8");
  EXPECT_EQ(fresh("int8"), Titles{});
  import(work("c", "Int8 for servers", "More of it.") + work("d", "Speech", "Streaming."));
  EXPECT_EQ(fresh("int8"), Titles{"Int8 for servers"});
  EXPECT_EQ(fresh("int8"), Titles{"Int8 for servers"}) << "to look on is not to be shown";
  const SavedView seen = view("int8");
  EXPECT_EQ(seen.fresh, 1U);
  ASSERT_EQ(seen.hits.size(), 2U);
  EXPECT_EQ(seen.hits[0].why, "new in your saved search 'int8'");
  EXPECT_EQ(seen.hits[1].title, "Int8 kernels for phones") << "the known ones behind the new";
  look("int8");
  EXPECT_EQ(fresh("int8"), Titles{});
}

TEST_F(SavedTest, NewOnesThatWereNotShown_StayNew) {
  save("int8", "int8");
  import(work("c", "Int8 one", "x") + work("d", "Int8 two", "x") + work("e", "Int8 three", "x"));
  look("int8", 1);
  EXPECT_EQ(view("int8").fresh, 2U);
  look("int8", 1);
  EXPECT_EQ(view("int8").fresh, 1U);
  look("int8");
  EXPECT_EQ(view("int8").fresh, 0U);
}

TEST_F(SavedTest, Update_IsNotNew_UnlessItMatchesOnlyNow) {
  save("int8", "int8");
  save("code", "int8 code:yes");
  import(work("a", "Int8 kernels for phones", "We measure latency and memory.",
              R"("date":"2026-10-01","identifiers":["arxiv:2610.00001"])"));
  EXPECT_EQ(fresh("int8"), Titles{});
  import(work("b", "Graphs of molecules", "We prove a bound, with int8."));
  EXPECT_EQ(fresh("int8"), Titles{"Graphs of molecules"}) << "it had other words before";
  import(work("a", "Int8 kernels for phones", "We measure latency.",
              R"("identifiers":["arxiv:2610.00001"],"code":"https://github.com/a/b")"));
  EXPECT_EQ(fresh("code"), Titles{"Int8 kernels for phones"});
}

TEST_F(SavedTest, MergeOfTwins_IsNotNewAgain_InWhicheverDirection) {
  save("int8", "int8");
  import(work("c", "Int8 once more", "x"));
  look("int8");
  change([&](library::Library& library) {
    const WorkId c = library.resolve("c").value();
    library.merge_works(c, library.resolve("a").value(), "the same");  // the older into the newer
    library.refresh(c, library.load(c).work);
  });
  EXPECT_EQ(fresh("int8"), Titles{});
  EXPECT_EQ(view("int8").hits.size(), 1U);
  // A record that joins a known work is no new work.
  import(
      work("z", "Int8 kernels for phones", "We measure.", R"("identifiers":["arxiv:2610.00001"])"));
  EXPECT_EQ(fresh("int8"), Titles{});
}

TEST_F(SavedTest, NewWorkThatIsMergedIntoAKnownOne_IsNoLongerNew) {
  save("int8", "int8");
  import(work("c", "Int8 once more", "x"));
  EXPECT_EQ(view("int8").fresh, 1U);
  change([&](library::Library& library) {
    const WorkId a = library.resolve("a").value();
    library.merge_works(a, library.resolve("c").value(), "the same");
    library.refresh(a, library.load(a).work);
  });
  EXPECT_EQ(view("int8").fresh, 0U);
}

TEST_F(SavedTest, Split_OfWhatWasShown_IsNotNew) {
  save("int8", "int8");
  import(work("c", "Int8 kernels for phones", "We measure all.",
              R"("identifiers":["arxiv:2610.00001"])"));
  change([&](library::Library& library) {
    const WorkId a = library.resolve("a").value();
    const auto records = library::kept_records(library, a);
    ASSERT_EQ(records.size(), 2U);
    const WorkId other = library::take_out(library, a, {records[1].id}, 7);
    library.refresh(a, library.load(a).work);
    library.refresh(other, library.load(other).work);
  });
  EXPECT_EQ(fresh("int8"), Titles{});
}

TEST_F(SavedTest, WithdrawnWork_IsNotCounted) {
  save("int8", "int8");
  import(work("c", "Int8 once more", "x"));
  change([&](library::Library& library) {
    const WorkId c = library.resolve("c").value();
    library.withdraw_record(library.find_record("works", "c").value(), 1);
    library.refresh(c, library.load(c).work);
  });
  EXPECT_EQ(view("int8").fresh, 0U);
}

TEST_F(SavedTest, AllWordsCount_HoweverFarBehindTheyRank) {
  std::string many;
  for (int i = 0; i < 300; ++i) {
    many += work("m" + std::to_string(i), "Int8 latency " + std::to_string(i), "Int8 latency.");
  }
  import(many);
  save("both", "int8 latency");
  save("filter", "kind:paper");
  // Long and far behind all others, but it has both words.
  std::string padding;
  for (int i = 0; i < 300; ++i) {
    padding += " filler" + std::to_string(i);
  }
  import(work("late", "A long one", padding + " int8 " + padding + " latency " + padding) +
         work("half", "Nothing else", padding + " latency " + padding));
  EXPECT_EQ(fresh("both"), Titles{"A long one"});
  EXPECT_EQ(view("filter").fresh, 2U);
}

TEST_F(SavedTest, Replace_KeepsTheFeed_AndRefusesWithout) {
  save("x", "int8");
  const std::string before = view("x").saved.guid;
  EXPECT_THROW(save("x", "graphs"), Error);
  EXPECT_EQ(view("x").saved.query, "int8");
  save("x", "graphs", true);
  EXPECT_EQ(view("x").saved.query, "graphs");
  EXPECT_EQ(view("x").saved.guid, before);
  EXPECT_EQ(view("x").fresh, 0U);
}

TEST_F(SavedTest, BadNamesAndQueries_AreRefused) {
  for (const char* name : {"", "-x", ".x", "a b", "a/b", "\xFF", "a\nb"}) {
    EXPECT_THROW(save(name, "x"), Error) << name;
  }
  EXPECT_THROW(save(std::string(65, 'a'), "x"), Error);
  EXPECT_THROW(save("ok", "kind:papr"), Error);
  try {
    save("small-models", "int8");
    view("smal-models");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kNotFound);
    EXPECT_NE(std::string(error.hint()).find("small-models"), std::string::npos);
  }
}

TEST_F(SavedTest, EachReader_HasTheirOwn) {
  save("x", "int8");
  change([](library::Library& library) {
    library::add_reader(library, "ada");
    library::use_reader(library, "ada");
    EXPECT_TRUE(library::saved_searches(library).empty());
    library::SavedSearch other;
    other.name = "x";
    other.query = "graphs";
    other.id = library::add_saved(library, other);
    library::add_seen(library, other.id, {WorkId{1}});
  });
  EXPECT_EQ(view("x").saved.query, "int8");
  change([](library::Library& library) { library::remove_reader(library, "ada"); });
  EXPECT_EQ(view("x").saved.query, "int8");
}

TEST_F(SavedTest, News_AreASignalWithItsReason) {
  save("graphs", "molecules");
  import(work("c", "Molecules again", "A study.", R"("date":"2026-11-20")"));
  with([&](library::Library& library, const search::Index& index) {
    const Profile profile = load_profile(library, index);
    RadarOptions options;
    options.today = *parse_day("2026-11-23");
    const WorkId c = library.resolve("c").value();
    EXPECT_DOUBLE_EQ(interest_fit(profile, c, 0), 0.5);
    EXPECT_DOUBLE_EQ(interest_fit(profile, library.resolve("b").value(), 0), 0);
    const RadarView radar = make_radar(library, identify::default_judge(), profile, options);
    const auto item = std::find_if(radar.items.begin(), radar.items.end(),
                                   [&](const RadarItem& one) { return one.id == c; });
    ASSERT_NE(item, radar.items.end());
    EXPECT_NE(std::find(item->why.begin(), item->why.end(), "new in your saved search 'graphs'"),
              item->why.end());
  });
}

TEST_F(SavedTest, Sections_HaveWhatIsNew_AndMarkNothing) {
  save("graphs", "molecules");
  save("int8", "int8");
  import(work("c", "Molecules again", "x") + work("d", "Molecules once more", "x"));
  for (int i = 0; i < 2; ++i) {
    with([](library::Library& library, const search::Index& index) {
      const std::vector<SavedSection> sections = saved_sections(library, index, 1);
      ASSERT_EQ(sections.size(), 2U);
      EXPECT_EQ(sections[0].name, "graphs");
      EXPECT_EQ(sections[0].fresh, 2U);
      EXPECT_EQ(sections[0].hits.size(), 1U);
      EXPECT_EQ(sections[1].fresh, 0U);
      EXPECT_TRUE(sections[1].hits.empty());
    });
  }
}

TEST_F(SavedTest, Feed_HasTheLastThatCame_WithIdsThatStay) {
  save("all", "int8 OR graphs OR molecules");
  const auto feed = [this](std::size_t most) {
    return with([&](library::Library& library, const search::Index& index) {
      return feed_of(library, index, require_saved(library, "all"), most,
                     midnight_of(*parse_day("2026-11-30")) + 7200);
    });
  };
  const Feed before = feed(10);
  ASSERT_EQ(before.entries.size(), 2U);
  EXPECT_EQ(before.title, "all");
  import(work("c", "Molecules again", "Words.", R"("date":"2026-11-30","authors":["Ann One"])"));
  const Feed after = feed(10);
  ASSERT_EQ(after.entries.size(), 3U);
  EXPECT_EQ(after.entries[0].title, "Molecules again");
  EXPECT_EQ(after.entries[0].authors, Titles{"Ann One"});
  EXPECT_EQ(after.id, before.id);
  EXPECT_EQ(after.entries[1].id, before.entries[0].id);
  EXPECT_GE(after.updated, before.updated);
  EXPECT_EQ(feed(1).entries.size(), 1U);
  import(work("e", "Molecules of old", "Words.", R"("date":"2019-01-01")"));
  const FeedEntry old = feed(1).entries.at(0);
  EXPECT_EQ(old.title, "Molecules of old");
  EXPECT_GT(old.updated, old.published) << "an old work that comes now is news";
  import(work("d", "Molecules to come", "Words.", R"("date":"2027-03-01")"));
  EXPECT_EQ(feed(1).updated, midnight_of(*parse_day("2026-11-30")) + 7200) << "never in the future";
  // A work with an identifier has one id in every feed.
  EXPECT_EQ(before.entries[1].id, urn_of("assay work arxiv:2610.00001"));
}

TEST_F(SavedTest, SortByDate_ShowsTheNewestFirst) {
  save("dated", "molecules OR int8", false, "words", "date");
  import(work("c", "Molecules old", "x", R"("date":"2020-01-01")") +
         work("d", "Molecules new", "x", R"("date":"2026-11-01")"));
  EXPECT_EQ(fresh("dated"), (Titles{"Molecules new", "Molecules old"}));
}

}  // namespace
}  // namespace assay::plan::saved_test
