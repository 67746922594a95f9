// published.json: what it holds, and refusals of what is none.
#include "harness/record/published.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::record {
namespace {

using ::testing::HasSubstr;

const char* const kPart = R"({"source": "s", "conditions": {"max_steps": 3}, "cells": [
    {"row": "r", "method": "m", "parameters": {"a": 1}, "size": "full", "target": "de", "f1": 0.5,
     "encoder": "e", "source_train": "x/en/train", "target_test": "x/de/test"}]})";

Json file(int schema = 1) { return {{"schema", schema}, {"parts", {Json::parse(kPart)}}}; }

std::string error(const Json& json) {
  try {
    static_cast<void>(published_from_json(json, "runs/t/published.json"));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    return error.what();
  }
  return "no error";
}

TEST(Published, ACellHasWhatItsPartSays) {
  const auto cells = published_from_json(file(), "f");
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(cells[0].source, "s");
  EXPECT_EQ(cells[0].conditions, Json::parse(R"({"max_steps": 3})"));
  EXPECT_EQ(cells[0].parameters, Json::parse(R"({"a": 1})"));
  EXPECT_EQ(cells[0].f1, 0.5);
  EXPECT_FALSE(cells[0].deviation);
  Json with = file();
  with["parts"][0]["cells"][0]["deviation"] = 0.01;
  EXPECT_EQ(published_from_json(with, "f")[0].deviation, 0.01);
}

TEST(Published, RefusesWhatItCannotRead) {
  EXPECT_THAT(error(file(2)), HasSubstr("not readable by this version"));
  EXPECT_THAT(error(Json::array()), HasSubstr("runs/t/published.json"));
  for (const char* field : {"row", "method", "parameters", "size", "target", "f1", "encoder",
                            "source_train", "target_test"}) {
    Json less = file();
    less["parts"][0]["cells"][0].erase(field);
    EXPECT_THAT(error(less), HasSubstr(field));
  }
}

}  // namespace
}  // namespace xner::record
