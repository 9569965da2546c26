#include "source/readme.h"

#include "source/changelog.h"
#include "source/found_links.h"
#include "source/licence.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

TEST(ReadReadme, Markdown_LosesItsMarkupAndKeepsItsWords) {
  const Readme readme = read_readme(
      "README.md",
      "\xEF\xBB\xBF<h1 align='center'>Fast kernels that everybody can read and use at once</h1>\n\n"
      "Title\n=====\n\n| a | b |\n|---|---|\n\n"
      "![logo](x.png) Kernels for *sparse* attention, written in\n[C++](https://isocpp.org "
      "'the\nstandard') and <b>CUDA</b>.\n\n"
      "* first item\n  goes on\n* second\n\n```sh\nmake\n\nmake test\n```\n\n---\nEnd.\n");
  EXPECT_EQ(readme.summary, "Kernels for sparse attention, written in C++ and CUDA.");
  EXPECT_EQ(readme.text,
            "Fast kernels that everybody can read and use at once\n\nTitle\n\n| a | b | "
            "|---|---|\n\nKernels for sparse attention, written in C++ and CUDA.\n\n- first item "
            "goes on\n- second\n\nmake\n\nmake test\n\nEnd.");
}

TEST(ReadReadme, RestructuredText_LosesItsDirectives) {
  const Readme readme = read_readme(
      "README.rst",
      ".. -*- mode: rst -*-\n\n|Build| |Docs|\n\n.. |Build| image:: https://x.example/y.svg\n"
      "   :target: https://x.example\n\nSample\n######\n\n"
      "A library that helps you share your `models\n<https://models.example/>`__ in ``bytes``.\n\n"
      "- one: see `the docs\n  <https://docs.example>`_ for more\n- two\n");
  EXPECT_EQ(readme.summary, "A library that helps you share your models in bytes.");
  EXPECT_EQ(readme.text,
            "Sample\n\nA library that helps you share your models in bytes.\n\n- one: see the docs "
            "for more\n- two");
}

TEST(ReadReadme, AnyBytes_AreTaken) {
  EXPECT_EQ(read_readme("README", "").text, "");
  EXPECT_EQ(read_readme("README", "\xFF\xFE h\xE9llo").text, "\uFFFD\uFFFD h\uFFFDllo");
  EXPECT_FALSE(read_readme("README.md", std::string(100'000, '[')).text.empty());
  EXPECT_EQ(read_readme("README.md", "<!-- never closed").text, "");
}

TEST(VersionOfTag, IsWhatStandsInTheChangelog) {
  EXPECT_EQ(version_of_tag("v1.2.3"), "1.2.3");
  EXPECT_EQ(version_of_tag("jax-v0.4.1"), "0.4.1");
  EXPECT_EQ(version_of_tag("sdk==0.4.3"), "0.4.3");
  EXPECT_EQ(version_of_tag("release/1.0rc1"), "1.0rc1");
  EXPECT_EQ(version_of_tag("2026.11"), "2026.11");
  EXPECT_EQ(version_of_tag("nightly"), "");
  EXPECT_EQ(version_of_tag("ciflow/trunk/4711"), "");
}

TEST(ChangelogSection, IsThatOfTheVersionAndNoOther) {
  const Changelog headings(
      "# Log\n## v1.10.0\nten\n## 1.1.0-rc1\ncandidate\n## Release 1.1.0 / 2021-02-01\n### "
      "Fixes\n- one\n\n## 1.0.0\nfirst\n");
  EXPECT_EQ(headings.section("1.1.0"), "Fixes\n\n- one");
  EXPECT_EQ(headings.section("1.10.0"), "ten");
  EXPECT_EQ(headings.section("1.0"), "");
  EXPECT_EQ(headings.section(""), "");
  const Changelog underlined(
      "Version 2.1 (May)\n=====\n\nNew\n---\nnew things\n\nVersion "
      "2.0\n=====\nold\n");
  EXPECT_EQ(underlined.section("2.1"), "New\n\nnew things");
  const Changelog bare("1.1.0 (2021-02-01)\n- b\n\n1.0.0 (2021-01-01)\n- a\n");
  EXPECT_EQ(bare.section("1.1.0"), "- b");
  const Changelog marks("*\n\nv\n\n[\n## 1.0\n- a\n*");
  EXPECT_EQ(marks.section("1.0"), "- a") << "a mark alone names no version";
}

TEST(LicenceOfText, KnowsTheUsualOnes) {
  EXPECT_EQ(licence_of_text("MIT License\n\nPermission is hereby granted,\n free of charge, to"),
            "MIT");
  EXPECT_EQ(licence_of_text("   Apache License\n  Version 2.0, January 2004"), "Apache-2.0");
  EXPECT_EQ(licence_of_text("Redistribution and use in source and binary forms ... Neither the "
                            "name of"),
            "BSD-3-Clause");
  EXPECT_EQ(licence_of_text("GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007"), "GPL-3.0");
  EXPECT_EQ(licence_of_text("All rights reserved."), "");
}

TEST(AddFoundWorks, TellsItsOwnPaperFromOthers) {
  const auto rel = [](std::string_view text, Kind kind = Kind::kRepository) {
    Work work;
    work.kind = kind;
    work.code = "https://github.com/me/mine";
    add_found_works(work, text);
    return work.links.empty() ? std::string("nothing") : work.links.front().rel;
  };
  EXPECT_EQ(rel("Official code for https://arxiv.org/abs/2106.09685"), "implements");
  EXPECT_EQ(rel("# X\n[Paper](https://arxiv.org/abs/2106.09685)"), "implements");
  EXPECT_EQ(rel("The official site. Related: https://arxiv.org/abs/2106.09685"), "cites");
  EXPECT_EQ(rel("- Add DoRA (https://arxiv.org/abs/2402.09353)", Kind::kContribution),
            "implements");
  EXPECT_EQ(rel("https://github.com/me/mine"), "nothing");
  EXPECT_EQ(rel("We compare with https://github.com/you/yours"), "cites");
  EXPECT_EQ(rel("See https://github.com/you/yours", Kind::kContribution), "nothing");
}

}  // namespace
}  // namespace assay::source
