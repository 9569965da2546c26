#include "practice/labs/lab.h"

#include "base/error.h"
#include "practice/labs/catalogue.h"
#include "practice/labs/draw.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace assay::practice {
namespace {

const std::string& sound() {
  static const std::string text = R"(title = "T"
[sizes]
n = [2, 4]
[[function]]
name = "f"
arguments = [{ name = "x", shape = ["n", "2"] }]
results = [{ name = "y", shape = ["n+1"] }]
[[check]]
kind = "value"
function = "f"
)";
  return text;
}

std::string trouble_of(const std::string& toml) {
  try {
    static_cast<void>(parse_lab("own", {{"lab.toml", toml}}));
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(LabToml, MistakesNameTheirLine) {
  EXPECT_EQ(trouble_of(sound()), "none");
  EXPECT_NE(trouble_of("title = \"T\"\nstrange = 1\n" + sound().substr(11)).find("lab.toml:2"),
            std::string::npos);
  EXPECT_NE(trouble_of("title = 3\n").find("own/lab.toml:1"), std::string::npos);
  EXPECT_NE(trouble_of("title = \"T\"\n").find("no [[function]]"), std::string::npos);
  EXPECT_NE(trouble_of("title = [").find("own/lab.toml:1"), std::string::npos);
  EXPECT_NE(
      trouble_of(sound() + "[[check]]\nkind = \"value\"\nfunction = \"g\"\n").find("does not have"),
      std::string::npos);
  EXPECT_NE(trouble_of(sound() + "[[check]]\nkind = \"guess\"\nfunction = \"f\"\n")
                .find("no kind of check"),
            std::string::npos);
}

TEST(LabToml, HintsAreNoPartOfTheStatement) {
  const Lab lab = parse_lab("own", {{"lab.toml", sound()},
                                    {"README.md",
                                     "# T\ntext\n## Hints\n### 1\nfirst\n### 2\n"
                                     "second\n## Questions\n- why\n"}});
  EXPECT_EQ(lab.hints, (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(lab.statement.find("first"), std::string::npos);
  EXPECT_NE(lab.statement.find("Questions"), std::string::npos);
}

TEST(Shapes, AreSumsAndProductsOfSizes) {
  EXPECT_EQ(shape_value("n-k+1", {{"n", 5}, {"k", 2}}), 4U);
  EXPECT_EQ(shape_value("2*h", {{"h", 3}}), 6U);
  EXPECT_THROW(static_cast<void>(shape_value("n-9", {{"n", 5}})), Error);
  EXPECT_THROW(static_cast<void>(shape_value("z", {})), Error);
}

TEST(Draws, TheSameSeedGivesTheSameArguments) {
  const Lab lab = parse_lab("own", {{"lab.toml", sound()}});
  EXPECT_EQ(Draw(lab, 3).arguments("f")[0].data, Draw(lab, 3).arguments("f")[0].data);
  EXPECT_NE(Draw(lab, 3).arguments("f", 0)[0].data, Draw(lab, 4).arguments("f", 0)[0].data);
  EXPECT_EQ(Draw(lab, 3).arguments("f", 0)[0].shape, (std::vector<std::size_t>{2, 2}));
}

TEST(Arrays, TurnedTwice_AreThemselves) {
  const Array array{{2, 3}, {1, 2, 3, 4, 5, 6}, false};
  EXPECT_EQ(transposed(array).data, (std::vector<double>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(transposed(transposed(array)).data, array.data);
  EXPECT_EQ(array_words(array, 4), "[[1, 2, 3], [4, …]]");
}

TEST(CatalogueOfLabs, ComesAfterWhatItRequires) {
  const Catalogue catalogue;
  std::set<std::string> seen;
  for (const Lab& lab : catalogue.labs()) {
    for (const std::string& one : lab.requires_labs) {
      EXPECT_TRUE(seen.count(one) != 0) << lab.name << " before " << one;
    }
    seen.insert(lab.name);
  }
  try {
    static_cast<void>(catalogue.require("adan"));
    FAIL() << "found";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kNotFound);
    EXPECT_NE(error.hint().find("adam"), std::string::npos);
  }
}

}  // namespace
}  // namespace assay::practice
