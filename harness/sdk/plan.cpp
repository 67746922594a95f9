// See plan.hpp.
#include "harness/sdk/plan.hpp"

#include "harness/sdk/json_fields.hpp"

namespace xner::sdk {
namespace {

void put_optional(Json& json, const char* name, const auto& value) {
  if (value) json[name] = *value;
}

template <class Item>
std::vector<Item> items(const JsonFields& fields, const std::string& name) {
  std::vector<Item> values;
  for (const Json& item : fields.array(name)) values.push_back(item.get<Item>());
  return values;
}

}  // namespace

void to_json(Json& json, const Parameter& value) {
  json = Json{{"name", value.name},
              {"default", value.default_value},
              {"meaning", value.meaning},
              {"choices", value.choices}};
  put_optional(json, "minimum", value.minimum);
  put_optional(json, "maximum", value.maximum);
}

void from_json(const Json& json, Parameter& value) {
  const JsonFields fields(json, "parameter");
  value.name = fields.text("name");
  value.default_value = fields.at("default");
  value.meaning = fields.text("meaning");
  value.choices = fields.texts("choices");
  value.minimum.reset();
  value.maximum.reset();
  if (fields.has("minimum")) value.minimum = fields.number("minimum");
  if (fields.has("maximum")) value.maximum = fields.number("maximum");
}

void to_json(Json& json, const MethodDescription& value) {
  json = Json{{"id", value.id},
              {"version", value.version},
              {"title", value.title},
              {"paper", value.paper},
              {"parameters", value.parameters},
              {"needs",
               {{"source_dev", value.needs.source_dev},
                {"translations", value.needs.translations},
                {"unlabelled", value.needs.unlabelled}}}};
}

void from_json(const Json& json, MethodDescription& value) {
  const JsonFields fields(json, "method description");
  value.id = fields.text("id");
  value.version = fields.text("version");
  value.title = fields.text("title");
  value.paper = fields.text("paper");
  value.parameters = items<Parameter>(fields, "parameters");
  const JsonFields needs(fields.object("needs"), "method description, needs");
  value.needs.source_dev = needs.flag("source_dev");
  value.needs.translations = needs.flag("translations");
  value.needs.unlabelled = needs.flag("unlabelled");
}

void to_json(Json& json, const StageSpec& value) {
  Json inputs = Json::array();
  for (const StageInput& input : value.inputs)
    inputs.push_back({{"name", input.name}, {"from", input.from}});
  json = Json{{"id", value.id},   {"method", value.method},         {"type", value.type},
              {"inputs", inputs}, {"parameters", value.parameters}, {"outputs", value.outputs}};
}

void from_json(const Json& json, StageSpec& value) {
  const JsonFields fields(json, "stage");
  value.id = fields.text("id");
  const JsonFields named(json, "stage '" + value.id + "'");
  value.method = named.text("method");
  value.type = named.text("type");
  value.parameters = named.object("parameters");
  value.outputs = named.texts("outputs");
  value.inputs.clear();
  for (const Json& item : named.array("inputs")) {
    const JsonFields input(item, "an input of stage '" + value.id + "'");
    value.inputs.push_back({input.text("name"), input.text("from")});
  }
}

void to_json(Json& json, const Prediction& value) {
  json = Json{{"target", value.target}, {"seed", value.seed},   {"selector", value.selector},
              {"split", value.split},   {"stage", value.stage}, {"output", value.output}};
}

void from_json(const Json& json, Prediction& value) {
  const JsonFields fields(json, "prediction");
  value.target = fields.text("target");
  value.seed = fields.natural("seed");
  value.selector = fields.text("selector");
  value.split = fields.text("split");
  value.stage = fields.text("stage");
  value.output = fields.text("output");
}

void to_json(Json& json, const PlanRequest& value) {
  json = Json{{"parameters", value.parameters},
              {"conditions", value.conditions},
              {"targets", value.targets},
              {"seeds", value.seeds},
              {"selectors", value.selectors}};
}

void from_json(const Json& json, PlanRequest& value) {
  const JsonFields fields(json, "plan request");
  value.parameters = fields.object("parameters");
  value.conditions = fields.object("conditions");
  value.targets = fields.texts("targets");
  value.selectors = fields.texts("selectors");
  value.seeds.clear();
  for (const Json& seed : fields.array("seeds")) {
    const Json wrapped{{"seed", seed}};
    value.seeds.push_back(JsonFields(wrapped, "plan request, seeds").natural("seed"));
  }
}

void to_json(Json& json, const Plan& value) {
  json = Json{{"stages", value.stages},
              {"predictions", value.predictions},
              {"departures", value.departures}};
}

void from_json(const Json& json, Plan& value) {
  const JsonFields fields(json, "plan");
  value.stages = items<StageSpec>(fields, "stages");
  value.predictions = items<Prediction>(fields, "predictions");
  value.departures = fields.has("departures") ? fields.object("departures") : Json::object();
  for (const auto& [name, values] : value.departures.items())
    if (!values.is_array() || values.size() != 2)
      JsonFields(value.departures, "plan, departures")
          .fail(name, "two values, the request's and its own");
}

}  // namespace xner::sdk
