/// What comes out of whole, cut-off and damaged compressed files, byte by byte.

#include "source/byte_stream.h"

#include "base/files.h"
#include "packing.h"
#include "reading.h"

#include <gtest/gtest.h>
#include <lzma.h>
#include <sys/resource.h>
#include <unistd.h>

#include <random>
#include <thread>

namespace assay::source {
namespace {

constexpr std::string_view kFollows =
    "the file is cut off or damaged here: what follows is not compressed data";
constexpr std::string_view kEarly =
    "the file is cut off or damaged here: the compressed data ends early";
constexpr std::string_view kUnknown = "the compression uses a feature that is not known here";
constexpr std::string_view kWindow = "the compression asks for a window of more than 128 MiB";

struct Unpacked {
  std::string text;
  std::string what;  ///< "" when the stream came to its end
  std::string advice;
  std::size_t largest = 0;  ///< bytes of the largest stretch
};

Unpacked unpack_file(const std::filesystem::path& path) {
  ByteStream stream(path);
  Unpacked all;
  for (std::string_view bytes = stream.next(); !bytes.empty(); bytes = stream.next()) {
    all.text += bytes;
    all.largest = std::max(all.largest, bytes.size());
  }
  EXPECT_TRUE(stream.next().empty()) << "the end stays the end";
  if (stream.failure()) {
    all.what = stream.failure()->what;
    all.advice = stream.failure()->advice;
    EXPECT_NE(all.advice, "");
  }
  return all;
}

Unpacked unpack(std::string_view bytes) {
  return unpack_file(TestFile(bytes).path());
}

/// Words that pack to about half.
std::string words(std::size_t bytes) {
  std::mt19937 random(3);
  std::string text;
  while (text.size() < bytes) {
    text += std::to_string(random()) + (random() % 8 == 0 ? "\n" : " ");
  }
  text.resize(bytes);
  return text;
}

/// How much of the text a reader of the first `bytes` bytes must get at least.
std::size_t sound_text(const Packed& packed, std::size_t bytes) {
  std::size_t text = 0;
  for (const Packed::Mark& mark : packed.marks) {
    text = mark.bytes <= bytes ? mark.text : text;
  }
  return text;
}

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

class EachPacking : public testing::TestWithParam<Packing> {};

std::string packing_name(const testing::TestParamInfo<Packing>& info) {
  constexpr std::array<const char*, 4> kNames = {"gzip", "xz", "zstd", "bzip2"};
  return kNames[static_cast<std::size_t>(info.param)];
}

INSTANTIATE_TEST_SUITE_P(ByteStream, EachPacking, testing::ValuesIn(kPackings), packing_name);

TEST_P(EachPacking, Intact_IsTheText) {
  for (const std::size_t size : {0U, 1U, 13U, 4096U, (1U << 18U) - 1, 1U << 18U, 3'000'000U}) {
    const std::string text = words(size);
    const Unpacked all = unpack(pack(text, GetParam()));
    EXPECT_TRUE(all.text == text) << size;
    EXPECT_EQ(all.what, "") << size;
  }
}

TEST_P(EachPacking, SeveralMembers_AreOneText) {
  const std::string a = pack("one ", GetParam());
  const std::string empty = pack("", GetParam());
  const std::string text = words(300'000);
  const std::string large = pack(text, GetParam());
  const Unpacked all = unpack(empty + a + large + empty + std::string(8, '\0') + a + a);
  EXPECT_TRUE(all.text == "one " + text + "one one ");
  EXPECT_EQ(all.what, "");
}

TEST_P(EachPacking, ZerosBehindTheEnd_ArePadding) {
  for (const std::size_t zeros : {1U, 4U, 511U, 1U << 18U, 600'000U}) {
    const Unpacked all = unpack(pack("text", GetParam()) + std::string(zeros, '\0'));
    EXPECT_EQ(all.text, "text");
    EXPECT_EQ(all.what, "") << zeros;
  }
}

TEST_P(EachPacking, RubbishBehindTheEnd_IsToldAfterTheText) {
  const std::string packed = pack("text", GetParam());
  for (const std::string& rubbish :
       {std::string("x"), std::string("\0\0\0\0\0x", 6), std::string("<html>not found</html>"),
        std::string(1 << 19, 'y')}) {
    const Unpacked all = unpack(packed + rubbish);
    EXPECT_EQ(all.text, "text");
    EXPECT_EQ(all.what, kFollows);
    EXPECT_EQ(all.advice, "fetch the file again");
  }
}

TEST_P(EachPacking, TruncatedAnywhere_GivesAllThatIsSound) {
  const std::string text = words(2500);
  const Packed packed = pack_in_pieces(text, GetParam(), 500);
  const TestFile file(packed.bytes);
  std::size_t before = text.size();
  for (std::size_t keep = packed.bytes.size() - 1; keep >= 4; --keep) {
    std::filesystem::resize_file(file.path(), keep);
    const Unpacked all = unpack_file(file.path());
    ASSERT_EQ(all.what, kEarly) << "kept " << keep;
    ASSERT_TRUE(begins_with(text, all.text)) << "kept " << keep;
    ASSERT_GE(all.text.size(), sound_text(packed, keep)) << "kept " << keep;
    ASSERT_LE(all.text.size(), before) << "kept " << keep;
    before = all.text.size();
  }
  EXPECT_EQ(before, 0U);
}

TEST_P(EachPacking, TruncatedSecondMember_GivesTheFirst) {
  const std::string member = pack("one line\n", GetParam());
  for (std::size_t keep = 1; keep < member.size(); ++keep) {
    const Unpacked all = unpack(member + member.substr(0, keep));
    EXPECT_TRUE(begins_with(all.text, "one line\n")) << keep;
    EXPECT_NE(all.what, "") << keep;
  }
}

TEST_P(EachPacking, FlippedBit_IsToldAndTheTextBeforeItGiven) {
  const std::string text = words(2500);
  const Packed packed = pack_in_pieces(text, GetParam(), 500);
  constexpr std::size_t kHeader = 12;
  std::size_t told = 0;
  for (std::size_t at = kHeader; at < packed.bytes.size(); ++at) {
    std::string damaged = packed.bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << static_cast<int>(at % 8)));
    const Unpacked all = unpack(damaged);
    // A few bits mean nothing: padding, what is reserved, tables that nothing uses.
    ASSERT_TRUE(!all.what.empty() || all.text == text) << "at " << at;
    told += all.what.empty() ? 0U : 1U;
    const std::size_t sound = sound_text(packed, at);
    ASSERT_GE(all.text.size(), sound) << "at " << at;
    ASSERT_TRUE(begins_with(all.text, text.substr(0, sound))) << "at " << at;
    if (GetParam() == Packing::kBzip2) {
      ASSERT_TRUE(begins_with(text, all.text)) << "nothing unchecked comes out; at " << at;
    }
  }
  EXPECT_GT(told, packed.bytes.size() * 9 / 10);
}

TEST_P(EachPacking, FlippedBitFarBehind_LosesLittle) {
  const std::string text = words(1'000'000);
  std::string bytes = pack(text, GetParam());
  const std::size_t at = bytes.size() * 3 / 4;
  bytes[at] = static_cast<char>(bytes[at] ^ 4);
  const Unpacked all = unpack(bytes);
  EXPECT_NE(all.what, "");
  const std::size_t sound = text.size() * 3 / 4 - (std::size_t{1} << 17) - 10'000;
  EXPECT_GE(all.text.size(), sound);
  EXPECT_TRUE(begins_with(all.text, text.substr(0, sound)));
}

TEST_P(EachPacking, PipeInSmallPieces_IsTheSame) {
  const std::string text = words(5000);
  const std::string bytes = pack(text, GetParam()) + pack(text, GetParam()) + std::string(5, '\0');
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const Fd reading(ends[0]);
  std::jthread writer([&] {
    const Fd writing(ends[1]);
    for (std::size_t begin = 0; begin < bytes.size(); begin += 7) {
      const std::string_view piece = std::string_view(bytes).substr(begin, 7);
      EXPECT_EQ(::write(writing.get(), piece.data(), piece.size()),
                static_cast<ssize_t>(piece.size()));
    }
  });
  const Unpacked all = unpack_file("/proc/self/fd/" + std::to_string(ends[0]));
  EXPECT_TRUE(all.text == text + text);
  EXPECT_EQ(all.what, "");
}

TEST_P(EachPacking, LongRuns_StayInBoundedMemory) {
  constexpr std::size_t kMember = std::size_t{1} << 20;
  constexpr std::size_t kMembers = 100;
  const std::string member = pack(std::string(kMember, 'a'), GetParam());
  std::string bytes;
  for (std::size_t i = 0; i < kMembers; ++i) {
    bytes += member;
  }
  const TestFile file(bytes);
  const auto peak_bytes = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
  };
  const std::size_t before = peak_bytes();
  ByteStream stream(file.path());
  std::size_t text = 0;
  for (std::string_view out = stream.next(); !out.empty(); out = stream.next()) {
    text += out.size();
    ASSERT_LE(out.size(), std::size_t{1} << 18);
  }
  EXPECT_EQ(text, kMember * kMembers);
  EXPECT_FALSE(stream.failure());
  EXPECT_LT(peak_bytes() - before, kMember * kMembers / 4);
}

TEST(ByteStream, LargestBlockOfBzip2_ComesOutWhole) {
  std::string text;
  text.resize(47'000'000, 'a');  // more than one block of a long run can hold
  EXPECT_TRUE(unpack(pack(text, Packing::kBzip2)).text == text);
}

TEST(ByteStream, NotCompressed_IsTakenAsItIs) {
  using std::string_literals::operator""s;
  for (const std::string& text :
       {""s, "x"s, "\x1F"s, "B"s, "BZ"s, "BZh"s, "BZh0"s, "BZhello world"s, "\xFD"s, "(\xC2\xB5)"s,
        "\0\0\0\0"s, words(1'000'000)}) {
    const Unpacked all = unpack(text);
    EXPECT_TRUE(all.text == text) << text.substr(0, 20);
    EXPECT_EQ(all.what, "") << text.substr(0, 20);
  }
}

TEST(ByteStream, MagicAlone_EndsEarly) {
  for (const std::string_view magic :
       {std::string_view("\x1F\x8B"), std::string_view("\x1F\x8B\x08"),
        std::string_view("\xFD\x37zXZ\0", 6), std::string_view("\x28\xB5\x2F\xFD"),
        std::string_view("BZh9"), std::string_view("BZh91AY&SY"),
        std::string_view("\x51\x2A\x4D\x18\x08\0\0\0ab", 10)}) {
    const Unpacked all = unpack(magic);
    EXPECT_EQ(all.text, "");
    EXPECT_EQ(all.what, kEarly) << testing::PrintToString(magic);
  }
}

TEST(ByteStream, SkippableFrame_IsPassedOver) {
  const std::string skipped("\x5A\x2A\x4D\x18\x03\0\0\0abc", 11);
  const std::string frame = pack("text", Packing::kZstd);
  EXPECT_EQ(unpack(skipped + frame + skipped + frame).text, "texttext");
  EXPECT_EQ(unpack(skipped + frame + skipped).what, "");
}

/// A frame of one stored block (RFC 8878, 3.1.1), without a checksum.
std::string zstd_frame(const std::string& header, const std::string& text) {
  const std::string block{static_cast<char>(text.size() << 3U | 1U), '\0', '\0'};
  return "\x28\xB5\x2F\xFD" + header + block + text;
}

TEST(ByteStream, FeaturesOfZstdThatAreNotKnown_AreTold) {
  using std::string_literals::operator""s;
  EXPECT_EQ(unpack(zstd_frame("\0\x88"s, "text")).text, "text") << "a window of 128 MiB";
  const Unpacked large = unpack(zstd_frame("\0\x90"s, "text"));
  EXPECT_EQ(large.what, kWindow);
  EXPECT_EQ(large.advice, "unpack it first: zstd -d --long=31");
  EXPECT_EQ(unpack(zstd_frame("\x08\0"s, "text")).what, kUnknown) << "a reserved bit";
  EXPECT_EQ(unpack(zstd_frame("\x01\0\x05"s, "text")).what, "it was compressed with a dictionary");
}

TEST(ByteStream, FeaturesOfGzipThatAreNotKnown_AreTold) {
  std::string bytes = pack("text", Packing::kGzip);
  bytes[2] = 9;
  EXPECT_EQ(unpack(bytes).what, kUnknown) << "another method";
  bytes[2] = 8;
  bytes[3] = static_cast<char>(0x80);
  EXPECT_EQ(unpack(bytes).what, kUnknown) << "a reserved flag";
}

/// Writes the CRC-32 of `bytes[begin, end)` behind them.
void seal(std::string& bytes, std::size_t begin, std::size_t end) {
  const std::uint32_t crc =
      lzma_crc32(reinterpret_cast<const std::uint8_t*>(bytes.data() + begin), end - begin, 0);
  for (unsigned i = 0; i < 4; ++i) {
    bytes[end + i] = static_cast<char>(crc >> (8 * i));
  }
}

TEST(ByteStream, FeaturesOfXzThatAreNotKnown_AreTold) {
  constexpr std::size_t kFlags = 6;         // the two bytes of the stream's flags
  constexpr std::size_t kBlockHeader = 12;  // LZMA2 and the size of its dictionary stand there
  const std::string intact = pack("text", Packing::kXz);
  std::string bytes = intact;
  bytes[kFlags + 1] = 0x02;
  seal(bytes, kFlags, kFlags + 2);
  EXPECT_EQ(unpack(bytes).what, kUnknown) << "a check that nobody has defined";
  bytes = intact;
  ASSERT_EQ(bytes[kBlockHeader + 2], 0x21);
  bytes[kBlockHeader + 4] = 40;
  seal(bytes, kBlockHeader, kBlockHeader + 8);
  const Unpacked large = unpack(bytes);
  EXPECT_EQ(large.what, kWindow);
  EXPECT_EQ(large.advice, "unpack it first: xz -d");
}

TEST(ByteStream, WrongChecksumOfGzip_IsToldAsOne) {
  std::string bytes = pack("text", Packing::kGzip);
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);
  const Unpacked all = unpack(bytes);
  EXPECT_EQ(all.text, "text");
  EXPECT_NE(all.what.find("a checksum does not match"), std::string::npos) << all.what;
}

TEST(ByteStream, DamageBehindAFullBuffer_LosesNothingBefore) {
  // Blocks that end across the borders of the buffer, each followed by a damaged header.
  const std::string text = words(700'000);
  for (const std::size_t piece : {100'000U, 110'000U, 131'000U}) {
    const Packed packed = pack_in_pieces(text, Packing::kZstd, piece);
    for (std::size_t i = 0; i + 1 < packed.marks.size(); ++i) {
      std::string damaged = packed.bytes;
      damaged[packed.marks[i].bytes] = '\x06';  // a kind of block that is reserved
      const Unpacked all = unpack(damaged);
      EXPECT_EQ(all.text.size(), packed.marks[i].text) << piece;
      EXPECT_NE(all.what, "");
    }
  }
}

TEST(ByteStream, Peek_ConsumesNothing) {
  const std::string text = words(600'000);
  const TestFile file(pack(text, Packing::kGzip));
  ByteStream stream(file.path());
  EXPECT_GE(stream.peek(400'000).size(), 400'000U);
  std::string all;
  for (std::string_view bytes = stream.next(); !bytes.empty(); bytes = stream.next()) {
    all += bytes;
  }
  EXPECT_TRUE(all == text);
  EXPECT_EQ(stream.bytes_read(), stream.bytes_total());
}

}  // namespace
}  // namespace assay::source
