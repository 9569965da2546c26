#include "base/files.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/environment.h"
#include "cli/week_text.h"
#include "ingest/training.h"
#include "plan/digest.h"
#include "source/mail_sender.h"
#include "source/mail_writer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

constexpr std::size_t kMostPassword = 4096;

struct DigestArguments {
  std::string week;
  std::string format;
  std::string out;
  std::vector<std::string> to;
  std::string from;
  std::string smtp;
  std::string password_file;
  bool plain = false;
};

Week week_of_digest(const std::string& text) {
  const Week week = week_argument(text);
  if (week > week_of(system_clock().today())) {
    throw Error(Errc::kUsage, "week " + text + " has not begun", "--week",
                "name this week or an earlier one");
  }
  return week;
}

/// The password of --password-file, its first line, else that of the environment.
std::string password_of(const DigestArguments& arguments) {
  if (arguments.password_file.empty()) {
    return environment("ASSAY_SMTP_PASSWORD");
  }
  const std::string text = read_file(arguments.password_file, kMostPassword);
  std::string line(text.substr(0, text.find_first_of("\r\n")));
  if (line.empty()) {
    throw Error(Errc::kUsage, "there is no password on the first line", arguments.password_file,
                "write it there, and nothing else");
  }
  return line;
}

source::OutgoingMail mail_of(const plan::Digest& digest, const DigestArguments& arguments) {
  source::OutgoingMail mail;
  mail.from = source::parse_mail_address(
      arguments.from.empty() ? std::string("assay@localhost.invalid") : arguments.from);
  for (const std::string& to : arguments.to) {
    mail.to.push_back(source::parse_mail_address(to));
  }
  mail.subject = plan::digest_title(digest);
  mail.text = plan::digest_text(digest);
  mail.html = plan::digest_html(digest);
  mail.date = system_clock().now();
  return mail;
}

/// Looks at everything that sending needs before the digest is made.
source::MailDelivery delivery_of(const DigestArguments& arguments) {
  if (arguments.to.empty() || arguments.from.empty()) {
    throw Error(Errc::kUsage, "who sends it to whom is not said", "--smtp",
                "give --from and --to, too");
  }
  source::MailDelivery delivery;
  delivery.server = source::parse_mail_server(arguments.smtp);
  delivery.from = source::parse_mail_address(arguments.from).address;
  for (const std::string& to : arguments.to) {
    delivery.to.push_back(source::parse_mail_address(to).address);
  }
  delivery.user = delivery.server.user;
  delivery.plain = arguments.plain;
  delivery.authorities = environment("SSL_CERT_FILE");
  delivery.stop = &interrupted();
  if (!delivery.user.empty()) {
    delivery.password = password_of(arguments);
    if (delivery.password.empty()) {
      throw Error(Errc::kUsage, "no password for " + delivery.user, "--smtp",
                  "put it into ASSAY_SMTP_PASSWORD or a file (--password-file)");
    }
  }
  return delivery;
}

void send(const Context& context, const plan::Digest& digest, const DigestArguments& arguments,
          const source::MailDelivery& delivery) {
  const source::OutgoingMail mail = mail_of(digest, arguments);
  source::send_mail(delivery, source::write_mail(mail));
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{{"week", format_week(digest.week)},
                                               {"sent", true},
                                               {"to", delivery.to},
                                               {"message_id", source::message_id(mail)}}
                            .dump());
  } else {
    Context::print(
        paragraph(fmt::format("sent {} to {}", plan::digest_title(digest), join(delivery.to, ", ")),
                  0, text_columns()));
  }
}

/// What names this library in feeds: kept at the first feed, so that it outlives a restore.
std::string feed_name(const Context& context) {
  std::string name;
  {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kRead);
    name = library::setting(*library, "digest.name");
    if (!name.empty()) {
      return name;
    }
    name = fmt::format("assay {:016x}", library->lineage());
  }
  try {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kWrite);
    library->begin();
    library::set_setting(*library, "digest.name", name);
    library->commit_aside();
  } catch (const Error& error) {
    if (error.code() != Errc::kLocked && error.code() != Errc::kIo) {
      throw;
    }
  }
  return name;
}

/// The digest in a format, as a file or on standard output.
std::string written(const Context& context, const std::vector<plan::Digest>& digests,
                    const DigestArguments& arguments) {
  if (arguments.format == "html") {
    return plan::digest_html(digests.front());
  }
  if (arguments.format == "atom") {
    return plan::to_atom(plan::digest_feed(digests, feed_name(context)));
  }
  if (arguments.format == "mail") {
    return source::write_mail(mail_of(digests.front(), arguments));
  }
  return context.json ? plan::to_json(digests.front()) + "\n"
                      : plan::digest_markdown(digests.front());
}

void check(const DigestArguments& arguments) {
  const bool sends = !arguments.smtp.empty();
  if (sends && !arguments.format.empty() && arguments.format != "mail") {
    throw Error(Errc::kUsage, "only mail is sent", "--format " + arguments.format,
                "leave out --format, or --smtp");
  }
  if (sends && !arguments.out.empty()) {
    throw Error(Errc::kUsage, "a mail is sent or written to a file, not both", "-o",
                "leave out one of --smtp and -o");
  }
  if (!sends && (arguments.plain || !arguments.password_file.empty())) {
    throw Error(Errc::kUsage, "no mail server is named", "", "give --smtp, too");
  }
  if (!sends && arguments.format != "mail" && (!arguments.to.empty() || !arguments.from.empty())) {
    throw Error(Errc::kUsage, "--to and --from are for mail", "",
                "give --smtp to send it, or --format mail to see it");
  }
}

int run_digest(const Context& context, const DigestArguments& arguments) {
  check(arguments);
  const Week week = week_of_digest(arguments.week);
  std::optional<source::MailDelivery> delivery;
  if (!arguments.smtp.empty()) {
    delivery = delivery_of(arguments);
  }
  std::vector<plan::Digest> digests;
  {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kRead);
    const identify::Judge& judge = ingest::judge_of(library->folder());
    context.with_index(*library, [&](const search::Index& index) {
      const plan::Profile profile = plan::load_profile(*library, index);
      digests = arguments.format == "atom"
                    ? plan::make_digests(*library, judge, profile, week)
                    : std::vector{plan::make_digest(*library, judge, profile, week)};
      if (week == week_of(system_clock().today()) && !digests.empty()) {
        plan::add_saved_news(digests.front(),
                             plan::saved_sections(*library, index, plan::kDigestWorks));
      }
    });
  }
  if (delivery) {
    send(context, digests.front(), arguments, *delivery);
    return 0;
  }
  const std::string text = written(context, digests, arguments);
  if (arguments.out.empty()) {
    Context::print(text);
  } else {
    write_file_atomically(arguments.out, text);
    context.tell("assay: the digest is in " + arguments.out);
  }
  return 0;
}

}  // namespace

void add_digest(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<DigestArguments>();
  CLI::App* command =
      app.add_subcommand("digest", "A week looked back on: text, page, feed or mail");
  command->footer(
      "Sending: --smtp smtp://USER@HOST (STARTTLS is demanded) or smtps://USER@HOST,\n"
      "with the password in ASSAY_SMTP_PASSWORD or --password-file. One refused\n"
      "recipient, and nobody gets it.");
  command->add_option("--week", arguments->week, "Another week than this one")->type_name("WEEK");
  command->add_option("--format", arguments->format, "markdown (usual), html, atom or mail")
      ->check(CLI::IsMember({"markdown", "html", "atom", "mail"}).description(""));
  command->add_option("-o,--output", arguments->out, "Write it to a file")->type_name("FILE");
  command->add_option("--to", arguments->to, "Who gets the mail; may be given several times")
      ->type_name("ADDRESS");
  command->add_option("--from", arguments->from, "Who sends it")->type_name("ADDRESS");
  command->add_option("--smtp", arguments->smtp, "Send it through this mail server")
      ->type_name("URL");
  command
      ->add_option("--password-file", arguments->password_file,
                   "Its first line is the server's password")
      ->type_name("FILE");
  command->add_flag("--plain", arguments->plain, "Unencrypted, to a server on this machine");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_digest(context, *arguments); };
  });
}

}  // namespace assay::cli
