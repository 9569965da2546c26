#include "practice/labs/npy.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::practice {
namespace {

std::string file_of(const std::string& header, const std::string& data) {
  std::string out = "\x93NUMPY";
  out += '\x01';
  out += '\0';
  out += static_cast<char>(header.size() & 0xff);
  out += static_cast<char>(header.size() >> 8);
  return out + header + data;
}

TEST(Npy, WhatIsWritten_IsReadBack) {
  const Array array{{2, 3}, {1, -2.5, 3, 4, 1e300, 6}, false};
  const Array back = parse_npy(format_npy(array));
  EXPECT_EQ(back.shape, array.shape);
  EXPECT_EQ(back.data, array.data);
  const Array whole = parse_npy(format_npy({{2}, {-7, 9}, true}));
  EXPECT_TRUE(whole.integers);
  EXPECT_EQ(whole.data, (std::vector<double>{-7, 9}));
  EXPECT_EQ(parse_npy(format_npy(Array::number(4))).shape, std::vector<std::size_t>());
}

TEST(Npy, OtherTypesAndOrders_AreRead) {
  EXPECT_EQ(parse_npy(file_of("{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }",
                              std::string("\x01\x00\xff\xfe", 4)))
                .data,
            (std::vector<double>{256, -2}));
  EXPECT_EQ(parse_npy(file_of("{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }",
                              std::string("\x01\x00", 2)))
                .data,
            (std::vector<double>{1, 0}));
  const Array turned = parse_npy(file_of(
      "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", "\x01\x04\x02\x05\x03\x06"));
  EXPECT_EQ(turned.shape, (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(turned.data, (std::vector<double>{1, 2, 3, 4, 5, 6}));
}

TEST(Npy, ForgedHeaders_AreRefused) {
  const std::string eight(8, 'x');
  for (const char* header : {
           "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }",
           "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
           "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
           "{'descr': '<f8', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,1), }",
           "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
           "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }",
           "{'descr': '<f3', 'fortran_order': False, 'shape': (1,), }",
           "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
           "{'descr': '<f8', 'fortran_order': False, 'shape': (0,), }",
           "{'descr': '<f8', 'fortran_order': False, }",
           "{'descr': '<f8', 'fortran_order': Maybe, 'shape': (1,), }",
           "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 'y', }",
           "{'descr': '<f8",
           "__import__('os')",
           "",
       }) {
    EXPECT_THROW(static_cast<void>(parse_npy(file_of(header, eight))), Error) << header;
  }
}

TEST(Npy, CutShort_IsRefusedAtEveryLength) {
  const std::string whole = format_npy({{3}, {1, 2, 3}, false});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW(static_cast<void>(parse_npy(std::string_view(whole).substr(0, length))), Error)
        << length;
  }
}

}  // namespace
}  // namespace assay::practice
