#include "source/web.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace assay::source {
namespace {

struct Case {
  const char* reference;
  const char* address;
};

// RFC 3986, sections 5.4.1 and 5.4.2, as far as they lead to the web.
TEST(Web, References_ResolveAsTheStandardSays) {
  constexpr std::array kCases = {Case{"g", "http://a/b/c/g"},
                                 Case{"./g", "http://a/b/c/g"},
                                 Case{"g/", "http://a/b/c/g/"},
                                 Case{"/g", "http://a/g"},
                                 Case{"//g", "http://g/"},
                                 Case{"?y", "http://a/b/c/d;p?y"},
                                 Case{"g?y", "http://a/b/c/g?y"},
                                 Case{"#s", "http://a/b/c/d;p?q#s"},
                                 Case{"g#s", "http://a/b/c/g#s"},
                                 Case{"g?y#s", "http://a/b/c/g?y#s"},
                                 Case{";x", "http://a/b/c/;x"},
                                 Case{"g;x?y#s", "http://a/b/c/g;x?y#s"},
                                 Case{".", "http://a/b/c/"},
                                 Case{"./", "http://a/b/c/"},
                                 Case{"..", "http://a/b/"},
                                 Case{"../g", "http://a/b/g"},
                                 Case{"../..", "http://a/"},
                                 Case{"../../g", "http://a/g"},
                                 Case{"../../../g", "http://a/g"},
                                 Case{"/./g", "http://a/g"},
                                 Case{"/../g", "http://a/g"},
                                 Case{"g.", "http://a/b/c/g."},
                                 Case{".g", "http://a/b/c/.g"},
                                 Case{"g..", "http://a/b/c/g.."},
                                 Case{"./../g", "http://a/b/g"},
                                 Case{"./g/.", "http://a/b/c/g/"},
                                 Case{"g/./h", "http://a/b/c/g/h"},
                                 Case{"g/../h", "http://a/b/c/h"},
                                 Case{"g;x=1/./y", "http://a/b/c/g;x=1/y"},
                                 Case{"g;x=1/../y", "http://a/b/c/y"},
                                 Case{"g?y/../x", "http://a/b/c/g?y/../x"},
                                 Case{"g#s/../x", "http://a/b/c/g#s/../x"}};
  for (const Case& one : kCases) {
    EXPECT_EQ(resolve_address("http://a/b/c/d;p?q", one.reference), one.address) << one.reference;
  }
}

TEST(Web, WholeAddresses_NeedNoBase) {
  EXPECT_EQ(resolve_address("", " HTTPS://example.org "), "https://example.org/");
  EXPECT_EQ(resolve_address("", "https://example.org?a=b#c"), "https://example.org/?a=b#c");
  EXPECT_EQ(resolve_address("http://a/b", "https://u:p@example.org:8080/x/../y"),
            "https://u:p@example.org:8080/y");
  EXPECT_EQ(resolve_address("http://a/b", "//[2001:db8::1]:80/x"), "http://[2001:db8::1]:80/x");
  EXPECT_EQ(resolve_address("https://example.org", "x"), "https://example.org/x");
  EXPECT_EQ(resolve_address("https://example.org/caf\u00e9/", "na\u00efve?q=\u00fc"),
            "https://example.org/caf\u00e9/na%c3%afve?q=%c3%bc");
  EXPECT_EQ(resolve_address("", "https://example.org/caf\u00e9"), "https://example.org/caf\u00e9");
  EXPECT_EQ(resolve_address("http://a/b?c", "https://example.org:/x?#"), "https://example.org/x");
  EXPECT_EQ(resolve_address("http://a/b?c", "?"), "http://a/b");
  EXPECT_EQ(resolve_address("https://example.org/a?b", "c[1]|{d}"), "https://example.org/c[1]|{d}");
}

TEST(Web, WhatLeadsNowhereOnTheWeb_IsEmpty) {
  for (const char* reference : {"",
                                " ",
                                "g:h",
                                "mailto:a@example.org",
                                "javascript:void(0)",
                                "ftp://example.org/x",
                                "http:g",
                                "http://",
                                "http:///x",
                                "//",
                                "https://a b/",
                                "https://example.org/a b",
                                "https://example.org:99999/",
                                "https://example.org:x/",
                                "https://:80/",
                                "https://u@/x",
                                "https://[::1/",
                                "https://[::1]x/",
                                "https://exa<mple.org/",
                                "a\nb",
                                "data:text/html,x"}) {
    EXPECT_EQ(resolve_address("http://a/b", reference), "") << reference;
  }
  EXPECT_EQ(resolve_address("", "example.org/x"), "");
  EXPECT_EQ(resolve_address("/a/b", "c"), "");
  EXPECT_EQ(resolve_address("mailto:a@example.org", "c"), "");
  EXPECT_EQ(resolve_address("ftp://example.org/x", "c"), "");
}

TEST(Web, AnyBytes_GiveAnAddressOfTheWebOrNothing) {
  constexpr std::array kPieces = {"http:", "https:",   "/",    "//",          "..", ".", "a",
                                  "?",     "#",        ":",    "@",           "[",  "]", "80",
                                  "%41",   "\xc3\xa9", "\xff", "example.org", " "};
  std::mt19937 random(11);
  const auto text = [&] {
    std::string made;
    for (auto left = random() % 9; left > 0; --left) {
      made += kPieces[random() % kPieces.size()];
    }
    return made;
  };
  int found = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string base = random() % 2 == 0 ? text() : "http://example.org/" + text();
    const std::string address = resolve_address(base, text());
    if (!address.empty()) {
      ++found;
      EXPECT_TRUE(address.rfind("http://", 0) == 0 || address.rfind("https://", 0) == 0) << address;
      EXPECT_EQ(resolve_address("", address), address);
    }
  }
  EXPECT_GT(found, 1000);
}

}  // namespace
}  // namespace assay::source
