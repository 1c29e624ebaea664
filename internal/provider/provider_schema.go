package provider

import (
	"maps"
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/auth"
	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/framework"
)

// arguments returns the arguments that are set, by name, each as a variable would hold it, so that both are parsed by the same rule.
func arguments(block tftypes.Value) (map[string]auth.Argument, error) {
	var values map[string]tftypes.Value
	if err := block.As(&values); err != nil {
		return nil, err
	}
	result := map[string]auth.Argument{}
	for name, value := range values {
		if value.IsNull() {
			continue
		}
		text, err := textOf(value)
		if err != nil {
			return nil, err
		}
		result[name] = auth.Argument{Text: text, Unknown: !value.IsKnown()}
	}
	return result, nil
}

// textOf is empty for an unknown value.
func textOf(value tftypes.Value) (text string, err error) {
	if !value.IsKnown() {
		return "", nil
	}
	switch valueType := value.Type(); {
	case valueType.Is(tftypes.Bool):
		var on bool
		err = value.As(&on)
		text = strconv.FormatBool(on)
	case valueType.Is(tftypes.Number):
		var number big.Float
		err = value.As(&number)
		text = number.Text('f', -1)
	default:
		err = value.As(&text)
	}
	return text, err
}

func providerSchema() schema.Schema {
	attributes := placeAttributes()
	maps.Copy(attributes, credentialAttributes())
	maps.Copy(attributes, transportAttributes())
	return schema.Schema{
		MarkdownDescription: "Reads training jobs and their events on Huawei Cloud ModelArts and on Open Telekom Cloud.",
		Attributes:          attributes,
	}
}

func placeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"endpoint": stringArgument("endpoint", "Base URL of the ModelArts service, such as `https://modelarts.eu-de.otc.t-systems.com`. "+
			"Plain `http` is rejected except for loopback addresses, or with the argument `insecure = true`. Built from `region` and `cloud` if it is not set."),
		"region": stringArgument("region", "Region of the service, such as `eu-de` (Open Telekom Cloud) or `ap-southeast-1` (Huawei Cloud). "+
			"`endpoint` and `auth_url` are built from it if they are not set, and its default project is used if no project is set."),
		"cloud": stringArgument("cloud", "Domain of the cloud. Default: `otc.t-systems.com` in the regions `eu-de` and `eu-nl`, "+
			"`myhuaweicloud.eu` in `eu-west-1*`, and `myhuaweicloud.com` in all others."),
		"auth_url": stringArgument("auth_url", "Address of IAM, such as `https://iam.eu-de.otc.t-systems.com/v3`. Needed to log in with a "+
			"password, and to find a project by its name. Built from `region` and `cloud` if it is not set."),
		"project_id": stringArgument("project_id", "Project of the training jobs, 1 to 64 letters, digits and hyphens. "+
			"A data source may name another one."),
		"project_name": stringArgument("project_name", "Project name. Its id is looked up in IAM on first use. "+
			"Defaults to the region's default project, which is named after the region."),
	}
}

func credentialAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"token":      secretArgument("token", "IAM token, scoped to the project. It is valid for 24 hours at most."),
		"access_key": stringArgument("access_key", "Access key (AK). Needs `secret_key`."),
		"secret_key": secretArgument("secret_key", "Secret key (SK) of `access_key`."),
		"security_token": secretArgument("security_token", "Security token of a temporary `access_key`. "+
			"A security token from the environment is ignored if `access_key` is an argument."),
		"user_name":   stringArgument("user_name", "Name of a user who logs in with `password`. Needs `domain_name` or `domain_id`."),
		"user_id":     stringArgument("user_id", "Id of the user, instead of `user_name`."),
		"password":    secretArgument("password", "Password of the user. Used to obtain a token on first use. The token is renewed when it expires."),
		"domain_name": stringArgument("domain_name", "Name of the account (domain) of the user and of the project."),
		"domain_id":   stringArgument("domain_id", "Id of the account, instead of `domain_name`."),
		"os_cloud": stringArgument("os_cloud", "Name of an entry of `clouds.yaml` with a token, an access key (`ak` and `sk`) or a password. "+
			"No environment variable completes or overrides it. The file is the one that `OS_CLIENT_CONFIG_FILE` names, or else `clouds.yaml` in the "+
			"working directory, `~/.config/openstack` or `/etc/openstack`."),
	}
}

func transportAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"max_concurrent_requests": schema.Int64Attribute{
			CustomType: framework.Between(auth.MinConcurrentRequests, auth.MaxConcurrentRequests),
			Optional:   true,
			MarkdownDescription: describe("max_concurrent_requests", "Maximum number of concurrent requests across all data sources, 1 to 64. "+
				"Default 32. The provider uses fewer if the service throttles or responds fast."),
		},
		"max_retries": schema.Int64Attribute{
			CustomType: framework.Between(auth.MinRetries, auth.MaxRetries),
			Optional:   true,
			MarkdownDescription: describe("max_retries", "Maximum number of retries of one request, 0 to 20. Default 5. Only throttling (429), "+
				"service failures (500, 502, 503, 504), timeouts and broken connections are retried."),
		},
		"request_timeout": stringArgument("request_timeout", "Timeout of one request, up to the last byte of the response, "+
			"such as `30s` (the default) or `2m`."),
		"insecure": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: describe("insecure", "Accepts any TLS certificate. As an argument it also allows plain `http` to any host. Anybody who "+
				"controls the network in between can then read the credential, and can change or hide events, so that a gate passes. A warning says "+
				"so for hosts that are not loopback addresses. To trust a private authority, use `cacert_file` instead. Default `false`."),
		},
		"cacert_file": stringArgument("cacert_file", "Certificates of authorities to trust in addition to those of the system: "+
			"the path of a PEM file, or PEM itself."),
	}
}

func stringArgument(name, text string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: describe(name, text),
		Validators:          []validator.String{isValid(name)},
	}
}

func secretArgument(name, text string) schema.StringAttribute {
	attribute := stringArgument(name, text)
	attribute.Sensitive = true
	return attribute
}

// describe adds the environment variables of an argument to its description.
func describe(name, text string) string {
	variables := auth.Variables(name)
	switch len(variables) {
	case 0:
		return text
	case 1:
		return text + " Environment: `" + variables[0] + "`."
	}
	return text + " Environment: `" + strings.Join(variables, "`, `") + "`."
}

// isValid returns a validator for an argument of the provider block.
func isValid(setting string) validator.String {
	return framework.Parses(func(text string) (struct{}, error) { return struct{}{}, auth.Check(setting, text) })
}
