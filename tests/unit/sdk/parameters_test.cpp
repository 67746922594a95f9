// resolve_parameters: defaults, types, ranges, unknown names.
#include <limits>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/sdk/plan.hpp"

namespace {

using testing::HasSubstr;
using xner::sdk::Json;
using xner::sdk::Parameter;
using xner::sdk::resolve_parameters;

const std::vector<Parameter> kKnown{{"layers", 2, "", 0.0, 12.0, {}},
                                    {"rate", 0.5, "", 0.0, 1.0, {}},
                                    {"mode", "hard", "", {}, {}, {"hard", "soft"}},
                                    {"share", true, "", {}, {}, {}},
                                    {"types", Json::array({"PER"}), "", {}, {}, {}}};

std::string refusal(const Json& given) {
  try {
    (void)resolve_parameters(kKnown, given, "m");
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kUsage);
    return error.what();
  }
  return "nothing was thrown";
}

TEST(ResolveParameters, FillsInDefaults) {
  const Json resolved = resolve_parameters(kKnown, Json{{"layers", 3}}, "m");
  EXPECT_EQ(
      resolved,
      (Json{{"layers", 3}, {"rate", 0.5}, {"mode", "hard"}, {"share", true}, {"types", {"PER"}}}));
  EXPECT_EQ(resolve_parameters(kKnown, Json(), "m").size(), kKnown.size());
}

TEST(ResolveParameters, TakesAnIntegerForAFloatAsTheSameValue) {
  EXPECT_EQ(resolve_parameters(kKnown, Json{{"rate", 1}}, "m").dump(),
            resolve_parameters(kKnown, Json{{"rate", 1.0}}, "m").dump());
}

TEST(ResolveParameters, RefusesWrongTypes) {
  EXPECT_THAT(refusal({{"layers", 2.5}}),
              HasSubstr("m: parameter 'layers': expected an integer, found number 2.5"));
  EXPECT_THAT(refusal({{"layers", true}}), HasSubstr("expected an integer, found boolean"));
  EXPECT_THAT(refusal({{"rate", "a"}}), HasSubstr("expected a number"));
  EXPECT_THAT(refusal({{"rate", std::numeric_limits<double>::infinity()}}),
              HasSubstr("expected a number"));
  EXPECT_THAT(refusal({{"share", 1}}), HasSubstr("expected true or false"));
  EXPECT_THAT(refusal({{"mode", 1}}), HasSubstr("expected a string"));
  EXPECT_THAT(refusal({{"types", Json::array({1})}}),
              HasSubstr("a list whose items are each a string"));
  EXPECT_THAT(refusal(Json::array()), HasSubstr("expected a table of parameters"));
}

TEST(ResolveParameters, RefusesValuesOutOfRange) {
  EXPECT_THAT(refusal({{"layers", 13}}), HasSubstr("at most 12"));
  EXPECT_THAT(refusal({{"layers", -1}}), HasSubstr("at least 0"));
  EXPECT_THAT(refusal({{"mode", "sofd"}}),
              HasSubstr("one of hard, soft, found string \"sofd\" (did you mean 'soft'?)"));
}

TEST(ResolveParameters, RefusesUnknownNamesWithTheNearestOne) {
  EXPECT_THAT(refusal({{"layer", 1}}),
              HasSubstr("unknown parameter 'layer' (did you mean 'layers'?)"));
}

}  // namespace
