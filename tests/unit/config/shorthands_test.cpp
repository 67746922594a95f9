// Short forms become long ones, and overrides reach inside.
#include "harness/config/shorthands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::config {
namespace {

using ::testing::HasSubstr;

const Node& at(const Node& node, std::initializer_list<const char*> path) {
  const Node* found = &node;
  for (const char* key : path) {
    found = find(std::get<Table>(found->value), key);
    if (found == nullptr) throw std::out_of_range(key);
  }
  return *found;
}

std::string error_of(const std::string& toml) {
  Node root = parse_toml(toml, "x.toml");
  try {
    expand_methods(root);
    expand_data(root);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Shorthands, BecomeTablesThatKeepTheirPlaces) {
  Node root = parse_toml(
      "methods = [\"a\", \"b\"]\n[data]\nsource = \"f/en\"\ntargets = [\"f/de\"]\n", "x.toml");
  expand_methods(root);
  expand_data(root);
  EXPECT_EQ(at(root, {"methods", "b"}).place.column, 17U);
  EXPECT_EQ(std::get<std::string>(at(root, {"data", "source", "part"}).value), "f/en");
  EXPECT_EQ(at(root, {"data", "targets", "de", "part"}).place.text(), "x.toml:4:12");
}

TEST(Shorthands, RefuseOtherForms) {
  EXPECT_THAT(error_of("methods = \"a\"\n"), HasSubstr("expected a list of names or tables"));
  EXPECT_THAT(error_of("methods = [1]\n"), HasSubstr("expected a method's name"));
  EXPECT_THAT(error_of("methods = [\"a\", \"a\"]\n"), HasSubstr("named twice"));
  EXPECT_THAT(error_of("data.targets = [\"f/de\", \"g/de\"]\n"),
              HasSubstr("two targets are named 'de'"));
  EXPECT_THAT(error_of("data.targets = [\"f//de\"]\n"), HasSubstr("x.toml:1:17"));
}

TEST(Shorthands, OverridesKeepTheLongForm) {
  Node root = parse_toml("[methods.a]\nx = 1\n[methods.b]\n", "x.toml");
  override_experiment(root, "methods=c,a");
  EXPECT_EQ(std::get<Table>(at(root, {"methods"}).value)[0].key, "c");
  EXPECT_EQ(std::get<std::int64_t>(at(root, {"methods", "a", "x"}).value), 1);
  override_experiment(root, "data.targets=f/de");
  override_experiment(root, "data.targets.de.dev=f/de/dev");
  EXPECT_EQ(std::get<std::string>(at(root, {"data", "targets", "de", "part"}).value), "f/de");
}

}  // namespace
}  // namespace xner::config
