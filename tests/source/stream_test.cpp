/// Compressed, cut-off, damaged and oversized input.

#include "base/error.h"
#include "packing.h"
#include "reading.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::source {
namespace {

/// `count` records that do not compress away.
std::string records(int count) {
  std::mt19937 random(7);
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "{\"title\":\"Work number " + std::to_string(i) + "\",\"abstract\":\"";
    for (int word = 0; word < 40; ++word) {
      text += std::to_string(random()) + " ";
    }
    text += "\"}\n";
  }
  return text;
}

/// The titles are those of records 0, 1, 2 ...
void expect_prefix(const Everything& all) {
  for (std::size_t i = 0; i < all.works.size(); ++i) {
    ASSERT_EQ(all.works[i].title, "Work number " + std::to_string(i));
  }
}

TEST(Stream, Compressed_IsReadByContentNotByName) {
  const std::string text = records(50);
  for (const Packing packing : kPackings) {
    const std::string bytes = pack(text, packing);
    const Everything all = read_text(bytes, "wrong.txt");
    EXPECT_EQ(all.works.size(), 50U);
    EXPECT_TRUE(all.rejections.empty());
    EXPECT_EQ(all.bytes_read, bytes.size());
    EXPECT_EQ(all.bytes_total, bytes.size());
  }
}

TEST(Stream, ConcatenatedMembers_AreReadOn) {
  for (const Packing packing : kPackings) {
    const std::string bytes = pack(records(20), packing);
    const Everything all = read_text(bytes + bytes);
    EXPECT_EQ(all.works.size(), 40U);
    EXPECT_TRUE(all.rejections.empty());
  }
}

TEST(Stream, TruncatedAnywhere_YieldsAPrefixAndOneRejection) {
  const std::string text = records(1500);
  std::mt19937 random(11);
  for (const Packing packing : kPackings) {
    const std::string bytes = pack(text, packing);
    for (int round = 0; round < 12; ++round) {
      const std::size_t keep = 200 + random() % (bytes.size() - 201);
      try {
        const Everything all = read_text(bytes.substr(0, keep));
        expect_prefix(all);
        EXPECT_LT(all.works.size(), 1500U);
        ASSERT_EQ(all.rejections.size(), 1U) << "kept " << keep << " of " << bytes.size();
        EXPECT_FALSE(all.order.back()) << "the rejection comes last";
        EXPECT_NE(all.rejections[0].reason.find("cut off or damaged"), std::string::npos)
            << all.rejections[0].reason;
        EXPECT_EQ(all.rejections[0].line, all.works.size() + 1);
        EXPECT_EQ(all.rejections[0].advice, "fetch the file again");
      } catch (const Error& error) {
        // Nothing came that a format could be recognised by.
        EXPECT_EQ(error.code(), Errc::kInvalid);
        EXPECT_NE(error.message().find("cut off or damaged"), std::string::npos);
      }
    }
  }
}

TEST(Stream, WithoutItsLastBytes_IsNeverSilent) {
  const std::string text = records(1500);
  for (const Packing packing : kPackings) {
    const std::string bytes = pack(text, packing);
    for (const std::size_t missing : {1U, 2U, 4U, 7U, 9U}) {
      const Everything all = read_text(bytes.substr(0, bytes.size() - missing));
      EXPECT_EQ(all.rejections.size(), 1U) << missing;
      EXPECT_GT(all.works.size(), 100U);
      expect_prefix(all);
    }
  }
}

TEST(Stream, DamagedSecondMember_IsNoSilentEnd) {
  const std::string member = pack(records(20), Packing::kGzip);
  std::string damaged = member;
  damaged[0] = 'x';
  const Everything all = read_text(member + damaged);
  EXPECT_EQ(all.works.size(), 20U);
  EXPECT_NE(only_reason(all).find("what follows is not compressed data"), std::string::npos);
}

TEST(Stream, PaddingBehindTheEnd_IsIgnored) {
  for (const Packing packing : kPackings) {
    const Everything all =
        read_text(pack(records(20), packing) + std::string(std::size_t{1} << 19, '\0'));
    EXPECT_EQ(all.works.size(), 20U);
    EXPECT_TRUE(all.rejections.empty());
  }
}

TEST(Stream, PlainTextThatLooksEncoded_IsTakenAsItIs) {
  const Everything all =
      read_text("begin 644 paper\n- [A title](https://example.org/a)\nend\n", "list.md");
  EXPECT_EQ(all.format, Format::kAwesome);
  EXPECT_EQ(all.works.size(), 1U);
}

TEST(Stream, MissingFolderEmptyOrUnreadable_Throws) {
  const TempDir dir;
  const auto code = [](const std::filesystem::path& path) {
    try {
      open_reader(path);
    } catch (const Error& error) {
      return error.code();
    }
    return Errc::kInternal;
  };
  EXPECT_EQ(code(dir.path() / "none.jsonl"), Errc::kIo);
  EXPECT_EQ(code(dir.path()), Errc::kIo);
  EXPECT_EQ(code("/proc/self/mem"), Errc::kIo) << "opens, but the first read fails";
  EXPECT_EQ(code(TestFile("").path()), Errc::kInvalid);
  EXPECT_EQ(code(TestFile(" \r\n\n").path()), Errc::kInvalid);
  EXPECT_EQ(code(TestFile("\xEF\xBB\xBF").path()), Errc::kInvalid);
  EXPECT_EQ(code(TestFile(pack("", Packing::kGzip)).path()), Errc::kInvalid);
  const TestFile empty("");
  EXPECT_THROW(open_reader(empty.path(), Format::kWorks), Error) << "also when the format is given";
}

TEST(Stream, NoPermission_Throws) {
  const TestFile file("{\"title\":\"x\"}\n");
  std::filesystem::permissions(file.path(), std::filesystem::perms::none);
  if (std::ifstream(file.path())) {
    GTEST_SKIP() << "this user may read everything";
  }
  EXPECT_THROW(open_reader(file.path()), Error);
}

TEST(Stream, HugeLine_IsRejectedAndTheNextOneRead) {
  std::string text =
      "{\"title\":\"before\"}\n{\"title\":\"" + std::string(50U << 20U, 'a') + "\"}\n";
  const std::uint64_t offset = text.size();
  text += "{\"title\":\"after\"}\n{\"nothing\":1}\n";
  const Everything all = read_text(text);
  ASSERT_EQ(all.works.size(), 2U);
  EXPECT_EQ(all.works[1].title, "after");
  ASSERT_EQ(all.rejections.size(), 2U);
  EXPECT_EQ(all.rejections[0].line, 2U);
  EXPECT_EQ(all.rejections[0].reason, "the record is larger than 32 MiB");
  EXPECT_EQ(all.rejections[0].excerpt.size(), 200U);
  EXPECT_EQ(all.rejections[1].line, 4U);
  EXPECT_EQ(all.rejections[1].offset, offset + 18);
}

TEST(Stream, HugeElementOfAList_IsRejectedAndTheNextOneRead) {
  const std::string text = "[{\"title\":\"before\"},\n{\"title\":\"" +
                           std::string(50U << 20U, 'a') + "\"},\n{\"title\":\"after\"}]";
  const Everything all = read_text(text);
  ASSERT_EQ(all.works.size(), 2U);
  EXPECT_EQ(all.works[1].title, "after");
  EXPECT_EQ(only_reason(all), "the record is larger than 32 MiB");
}

TEST(Stream, HugeBibtexEntryOrListLine_IsRejectedAndTheNextOneRead) {
  const std::string filling(33U << 20U, 'a');
  Everything all = read_text("@misc{a, title={before}}\n@misc{b, title={" + filling +
                             "}}\n@misc{c, title={after}}\n");
  ASSERT_EQ(all.works.size(), 2U);
  EXPECT_EQ(all.works[1].id, "c");
  EXPECT_EQ(only_reason(all), "the record is larger than 32 MiB");
  all = read_text("- [before](https://example.org/a)\n- [" + filling +
                  "](https://example.org/b)\n- [after](https://example.org/c)\n");
  EXPECT_EQ(all.works.size(), 2U);
  EXPECT_EQ(all.rejections.size(), 1U);
}

}  // namespace
}  // namespace assay::source
