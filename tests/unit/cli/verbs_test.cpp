// Every verb can be declared, and explains itself.
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "harness/cli/verb.hpp"

namespace xner::cli {
namespace {

TEST(Verbs, AreDeclaredWithHelpAndAnExample) {
  std::set<std::string> names;
  for (const auto& verb : verbs()) {
    EXPECT_TRUE(names.insert(verb.name).second) << verb.name;
    CLI::App command(verb.summary, verb.name);
    EXPECT_TRUE(verb.declare(command)) << verb.name;
    for (const auto* option : command.get_options())
      EXPECT_FALSE(option->get_description().empty()) << verb.name << " " << option->get_name();
    EXPECT_EQ(std::string(verb.example).find("xner ") == std::string::npos, false) << verb.name;
  }
  for (const char* name : {"run", "plan", "train", "predict", "tokenize", "score", "data",
                           "plugins", "list", "validate", "report", "compare", "doctor", "store"})
    EXPECT_TRUE(names.contains(name)) << name;
}

}  // namespace
}  // namespace xner::cli
