#include "base/time.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "library/community.h"
#include "library/reader.h"
#include "plan/community.h"
#include "search/index.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::cli {
namespace {

struct FollowArguments {
  int kind = -1;
  std::vector<std::string> name;
};

using library::Follow;
using library::FollowKind;

Follow parse_follow(const FollowArguments& arguments) {
  std::string name;
  for (const std::string& word : arguments.name) {
    name += (name.empty() ? "" : " ") + word;
  }
  const FollowKind kind = static_cast<FollowKind>(arguments.kind);
  std::optional<Follow> follow = library::make_follow(kind, name);
  if (!follow) {
    throw Error(Errc::kUsage, fmt::format("no {}: {}", library::follow_kind_name(kind), name), "",
                kind == FollowKind::kRepository ? "write it as owner/name or by its address"
                                                : "give the name");
  }
  return *follow;
}

void print_follows(const Context& context, library::Library& library) {
  const std::vector<Follow> follows = library::follows(library);
  if (context.json) {
    Context::print_json(plan::to_json(follows));
    return;
  }
  std::string text;
  for (const Follow& follow : follows) {
    constexpr std::size_t kIndent = 10;
    const std::string lines = paragraph(printable(follow.name), kIndent, text_columns());
    text += fmt::format("  {:<7} ", library::follow_kind_name(follow.kind)) + lines.substr(kIndent);
  }
  if (follows.empty()) {
    text =
        "You follow nobody yet. Name people, organisations, repositories or venues:\n"
        "  assay follow person \"Ada Lovelace\"\n"
        "  assay follow repo pytorch/pytorch\n";
  }
  Context::print(text);
}

/// Says so when nothing in the library is by whom the reader now follows: a slip of the pen would
/// else never be noticed.
void tell_unless_known(const Context& context, library::Library& library, const Follow& follow) {
  bool known = false;
  context.with_index(library, [&](const search::Index& index) {
    const plan::Followed followed = plan::find_followed(library, index);
    known = std::any_of(followed.works.begin(), followed.works.end(), [&](const auto& work) {
      return std::any_of(work.second.begin(), work.second.end(), [&](std::size_t place) {
        const Follow& one = followed.follows[place];
        return one.kind == follow.kind && one.key == follow.key;
      });
    });
  });
  if (!known) {
    context.tell(fmt::format("assay: nothing here is by the {} {} yet; what comes in will be",
                             library::follow_kind_name(follow.kind), printable(follow.name)));
  }
}

int change_follows(const Context& context, const FollowArguments& arguments, bool wanted) {
  Follow follow = parse_follow(arguments);
  follow.since = system_clock().now();
  std::unique_ptr<library::Library> library = context.open_library(library::Library::Mode::kWrite);
  library->begin();
  const bool changed =
      wanted ? library::add_follow(*library, follow) : library::remove_follow(*library, follow);
  if (!changed) {
    library->rollback();
    if (!wanted) {
      throw Error(Errc::kNotFound, "you do not follow " + follow.name, "",
                  "see whom you follow with `assay follow`");
    }
  } else {
    library::record_event(*library, wanted ? "follow" : "unfollow", std::nullopt,
                          std::string(library::follow_kind_name(follow.kind)) + " " + follow.name,
                          follow.since);
    library->commit();
  }
  print_follows(context, *library);
  if (wanted) {
    library.reset();  // or the index would find it being written
    library = context.open_library(library::Library::Mode::kRead);
    tell_unless_known(context, *library, follow);
  }
  return 0;
}

std::shared_ptr<FollowArguments> declare(CLI::App& command, bool required) {
  auto arguments = std::make_shared<FollowArguments>();
  CLI::Option* kind = command.add_option("KIND", arguments->kind, "person, org, repo or venue")
                          ->transform(choice<FollowKind>({{"person", FollowKind::kPerson},
                                                          {"org", FollowKind::kOrganisation},
                                                          {"repo", FollowKind::kRepository},
                                                          {"venue", FollowKind::kVenue}}));
  CLI::Option* name =
      command.add_option("NAME", arguments->name, "The name; a repository as owner/name");
  if (required) {
    kind->required();
    name->required();
  } else {
    kind->needs(name);
  }
  return arguments;
}

}  // namespace

void add_follow(CLI::App& app, Context& context) {
  CLI::App* command =
      app.add_subcommand("follow", "Whom you follow: people, labs, projects, venues");
  const std::shared_ptr<FollowArguments> arguments = declare(*command, false);
  command->callback([&context, arguments] {
    context.run = [&context, arguments] {
      if (arguments->kind >= 0) {
        return change_follows(context, *arguments, true);
      }
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kRead);
      print_follows(context, *library);
      return 0;
    };
  });
}

void add_unfollow(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("unfollow", "Follow it no more");
  const std::shared_ptr<FollowArguments> arguments = declare(*command, true);
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return change_follows(context, *arguments, false); };
  });
}

}  // namespace assay::cli
