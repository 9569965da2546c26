#include "source/mail_writer.h"

#include "base/error.h"
#include "base/text.h"
#include "source/mail_sender.h"
#include "source/mime.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay::source {
namespace {

OutgoingMail mail() {
  OutgoingMail mail;
  mail.from = {"Ada \"A\" One", "ada@example.com"};
  mail.to = {{"Jürgen Grün", "jg@example.org"}, {"", "x@example.net"}};
  mail.subject = "Week 2026-W48 · 23 to 29 November 2026";
  mail.text = "First line.\n.\n.dot\nlong " + std::string(300, 'x') + " end \nüber = 3\n";
  mail.html = "<p>Grüße</p>\n";
  mail.date = 1795392000;
  return mail;
}

TEST(WriteMail, WhatIsWritten_IsReadBackTheSame) {
  const std::string written = write_mail(mail());
  const Mail read = parse_mail(written);
  EXPECT_EQ(read.header("subject"), mail().subject);
  EXPECT_EQ(read.header("date"), "Mon, 23 Nov 2026 00:00:00 +0000");
  EXPECT_EQ(read.header("to"), "Jürgen Grün <jg@example.org>, x@example.net");
  EXPECT_EQ(read.header("from"), "\"Ada \\\"A\\\" One\" <ada@example.com>");
  EXPECT_EQ(read.header("message-id"), message_id(mail()));
  ASSERT_EQ(read.texts.size(), 2U);
  EXPECT_EQ(read.texts[0].type, "text/plain");
  std::string text = read.texts[0].text;
  text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
  EXPECT_EQ(trim(text), trim(mail().text));
  EXPECT_EQ(read.texts[1].type, "text/html");
}

TEST(WriteMail, Lines_AreShortAndEndAsTheyShould) {
  const std::string written = write_mail(mail());
  for (std::size_t at = written.find('\n'); at != std::string::npos;
       at = written.find('\n', at + 1)) {
    ASSERT_GT(at, 0U);
    EXPECT_EQ(written[at - 1], '\r');
  }
  for (const std::string_view line : split(written, '\n')) {
    EXPECT_LE(line.size(), 79U) << line;
  }
  EXPECT_EQ(written, write_mail(mail()));
}

TEST(WriteMail, LineEndsInHeaders_BeginNoHeader) {
  OutgoingMail sly = mail();
  sly.subject = "Hello\r\nBcc: all@example.com";
  sly.to[0].name = "A\r\nBcc: b@example.com";
  const Mail read = parse_mail(write_mail(sly));
  EXPECT_EQ(read.header("bcc"), "");
  EXPECT_EQ(read.header("subject"), "Hello Bcc: all@example.com");
}

TEST(WriteMail, AnySubject_SurvivesEncodedWords) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces = {"a", "ü", "日", "𝔸", " ", "=?", "?=", "\"", "-"};
  for (int round = 0; round < 300; ++round) {
    OutgoingMail one = mail();
    one.subject.clear();
    for (unsigned i = 0; i < random() % 80; ++i) {
      one.subject += pieces[random() % pieces.size()];
    }
    EXPECT_EQ(parse_mail(write_mail(one)).header("subject"), collapse_spaces(one.subject));
  }
}

TEST(ParseMailAddress, TakesOneAddressAndNothingThatCouldBeginAHeader) {
  EXPECT_EQ(parse_mail_address("a@b.example").address, "a@b.example");
  EXPECT_EQ(parse_mail_address(" Ada One <a+x@b.example> ").name, "Ada One");
  EXPECT_EQ(parse_mail_address("\"One, Ada\" <a@b.example>").name, "One, Ada");
  for (const char* bad :
       {"", "a", "@b", "a@", "a b@c", "a@b c", "a@b\r\nBcc: c@d", "a@b, c@d", "<a@b", "ü@b.example",
        "a@ü.example", "a@b <c@d> <e@f>x", ".a@b", "a..b@c", "a@-b", "x@y <a@b>"}) {
    EXPECT_THROW(parse_mail_address(bad), Error) << bad;
  }
}

TEST(ParseMailServer, KnowsPortsAndRefusesPasswords) {
  EXPECT_EQ(parse_mail_server("smtp://mail.example").port, 587);
  EXPECT_FALSE(parse_mail_server("smtp://mail.example").encrypted);
  EXPECT_EQ(parse_mail_server("smtps://ada@x.org@mail.example/").port, 465);
  EXPECT_EQ(parse_mail_server("smtps://ada@x.org@mail.example/").user, "ada@x.org");
  EXPECT_EQ(parse_mail_server("SMTP://[::1]:2525").host, "[::1]");
  EXPECT_EQ(parse_mail_server("SMTP://[::1]:2525").port, 2525);
  EXPECT_TRUE(parse_mail_server("smtp://localhost:25").is_here());
  EXPECT_FALSE(parse_mail_server("smtp://localhost.example:25").is_here());
  for (const char* bad : {"", "mail.example", "http://mail.example", "smtp://", "smtp://h:0",
                          "smtp://h:99999", "smtp://h:x", "smtp://h/path", "smtp://a b"}) {
    EXPECT_THROW(parse_mail_server(bad), Error) << bad;
  }
  try {
    parse_mail_server("smtp://ada:secret@mail.example");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << "it is not repeated";
  }
}

}  // namespace
}  // namespace assay::source
