#include "work/people.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using People = std::vector<std::string>;

TEST(ComparePeople, SamePeopleWrittenDifferently_AreTheSame) {
  EXPECT_EQ(compare_people({"Edward J. Hu", "Yelong Shen"}, {"Hu, E. J.", "Shen, Y."}),
            PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Hinrich Schütze"}, {"Hinrich Sch\\\"utze"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Laurens van der Maaten"}, {"van der Maaten, Laurens"}),
            PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Wei Zhang"}, {"Zhang Wei"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Jean-Luc Picard"}, {"J. Picard", "others"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"G. Hinton"}, {"Geoffrey Hinton", "Oriol Vinyals", "Jeff Dean"}),
            PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Martin Luther King Jr."}, {"King, M."}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Martin Luther King Jr."}, {"King, Jr., Martin"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Edward J. Hu"}, {"Hu EJ"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Łukasz Kaiser"}, {"Lukasz Kaiser"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"J{\\o}rgen S{\\o}rensen"}, {"Jorgen Sorensen"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Jörg Müller"}, {"Joerg Mueller"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"J\\\"org M\\\"uller"}, {"Mueller, J."}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Jörg Müller"}, {"Jorg Muller"}), PeopleMatch::kSame);
}

TEST(ComparePeople, OtherPeople_AreDifferent) {
  EXPECT_EQ(compare_people({"Wei Zhang"}, {"Li Zhang"}), PeopleMatch::kDifferent);
  EXPECT_EQ(compare_people({"Jun Xue"}, {"Jun Xu"}), PeopleMatch::kDifferent);
  EXPECT_EQ(compare_people({"Hu EJ"}, {"Hu, Wei"}), PeopleMatch::kDifferent);
  EXPECT_EQ(compare_people({"EDWARD HU"}, {"Edward Li"}), PeopleMatch::kDifferent);
  EXPECT_EQ(compare_people({"A. One", "B. Two", "C. Three"}, {"A. One", "D. Four", "E. Five"}),
            PeopleMatch::kDifferent);
}

TEST(ComparePeople, GivenNamesWrittenOut_MustAgree) {
  EXPECT_EQ(compare_people({"Yu Wang"}, {"Yang Wang"}), PeopleMatch::kDifferent);
  EXPECT_EQ(compare_people({"Yu Wang"}, {"Wang, Yuan"}), PeopleMatch::kDifferent);
  EXPECT_EQ(compare_people({"Mary Smith"}, {"Smith, Mark"}), PeopleMatch::kDifferent);
  EXPECT_EQ(compare_people({"Yu Wang"}, {"Y. Wang"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Rob Fergus"}, {"Robert Fergus"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Edward J. Hu"}, {"Edward Hu"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Edward Hu"}, {"EJ Hu"}), PeopleMatch::kSame) << "two initials";
  EXPECT_EQ(compare_people({"Edward Hu"}, {"Hu, EJ"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"EDWARD HU"}, {"Edward Hu"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"YU WANG"}, {"Yang Wang"}), PeopleMatch::kDifferent);
  EXPECT_EQ(compare_people({"Jörg Müller"}, {"Joerg Müller"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Yu-Xiong Wang"}, {"Yu Xiong Wang"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Jean Luc Picard"}, {"Jean-Luc Picard"}), PeopleMatch::kSame);
}

TEST(ComparePeople, ByMost_WantsMoreThanHalfOrTwo) {
  const People two = {"Ada One", "Bob Two"};
  EXPECT_EQ(compare_people(two, {"Ada One", "Cid Three"}), PeopleMatch::kSame);
  EXPECT_EQ(compare_people(two, {"Ada One", "Cid Three"}, PeopleRule::kMost),
            PeopleMatch::kDifferent);
  EXPECT_EQ(compare_people({"Ada One"}, two, PeopleRule::kMost), PeopleMatch::kSame);
  EXPECT_EQ(compare_people({"Ada One", "Bob Two", "Cid Three", "Dan Four"},
                           {"Ada One", "Bob Two", "Eva Five", "Fay Six"}, PeopleRule::kMost),
            PeopleMatch::kSame);
}

TEST(ComparePeople, NobodyNamed_IsUnknown) {
  EXPECT_EQ(compare_people({}, {"Wei Zhang"}), PeopleMatch::kUnknown);
  EXPECT_EQ(compare_people({"others"}, {"Wei Zhang"}), PeopleMatch::kUnknown);
  EXPECT_EQ(compare_people({""}, {" "}), PeopleMatch::kUnknown);
}

TEST(PersonKey, EitherOrder_GivesOneKey) {
  EXPECT_EQ(person_key("Edward J. Hu"), "hu|e");
  EXPECT_EQ(person_key("Hu, Edward"), "hu|e");
  EXPECT_EQ(person_key("Hu E. J."), "hu|e");
  EXPECT_EQ(person_key("E. J. H."), "h|e");
  EXPECT_EQ(person_key("OpenAI"), "openai|");
  EXPECT_EQ(person_key("Jr."), "jr|");
  EXPECT_EQ(person_key("?"), "|");
}

}  // namespace
}  // namespace assay
